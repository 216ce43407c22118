/** One refused field: `pointer` is "/email". */
export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

interface Told {
  readonly code?: string;
  readonly detail?: string;
  readonly trace_id?: string | null;
  readonly errors?: readonly FieldError[];
}

/** What a service refused (RFC 9457), or status 0: nobody answered. `detail` is in the person's language already. */
export class Problem extends Error {
  readonly errors: readonly FieldError[];

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly body: Told & Readonly<Record<string, unknown>> = {},
    readonly retryAfter: number | null = null,
  ) {
    super(detail);
    this.errors = body.errors ?? [];
  }

  static of(status: number, told: unknown, retryAfter: string | null = null): Problem {
    const body = (told ?? {}) as Told & Record<string, unknown>;
    return new Problem(status, body.code ?? "unknown", body.detail ?? "", body, retryAfter ? Number(retryAfter) : null);
  }

  static offline(): Problem {
    return new Problem(0, "offline", "");
  }

  /** Whether trying again may help: no connection, a service that is away, too many tries. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** What is wrong with a field of a form, by the field's name. */
  at(field: string): string | undefined {
    return this.errors.find((error) => error.pointer === `/${field}`)?.detail;
  }
}

export function isProblem(error: unknown, status?: number): error is Problem {
  return error instanceof Problem && (status === undefined || error.status === status);
}
