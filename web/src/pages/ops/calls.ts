import { call, Problem } from "../../api";

export const SERVICES = ["identity", "contracts", "metering", "billing", "notifier"] as const;
export type Service = (typeof SERVICES)[number];

export interface Overview {
  readonly service: Service;
  readonly ready: Readonly<Record<string, string>>;
  readonly events: {
    readonly outbox: { readonly depth: number; readonly oldest_seconds: number; readonly parked: number };
    readonly lag: readonly { readonly consumer: string; readonly topic: string; readonly records: number }[];
    readonly parked_keys: number;
  };
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface ParkedKey {
  readonly service: Service;
  readonly id: string;
  readonly key: string;
  readonly topic: string;
  readonly type: string | null;
  readonly reason: string;
  readonly parked_at: string;
  readonly behind: number;
}

export interface ParkedRecord {
  readonly partition: number;
  readonly offset: number;
  readonly headers: Readonly<Record<string, string | null>>;
  readonly body: unknown;
}

export interface Trace {
  readonly service: Service;
  readonly waits_since: string | null;
  readonly never_sent_because: string | null;
  readonly handled: readonly { readonly consumer: string; readonly at: string }[];
  readonly parked: readonly { readonly id: string; readonly key: string; readonly reason: string }[];
}

export interface Act {
  readonly service: Service;
  readonly id: string;
  readonly at: string;
  readonly operator_id: string;
  readonly action: string;
  readonly subject: string;
  readonly reason: string | null;
}

export interface FoundContract {
  readonly number: string;
  readonly party_name: string;
  readonly revision: number;
  readonly updated_at: string;
}

export interface LookedContract extends FoundContract {
  readonly inn: string;
  readonly address: string | null;
  readonly emails: readonly string[];
  readonly history: readonly {
    readonly at: string;
    readonly action: string;
    readonly binding_id: string;
    readonly reason: string | null;
  }[];
}

export interface ImportAnswer {
  readonly items: readonly {
    readonly index: number;
    readonly status: string;
    readonly problem: { readonly errors: unknown } | null;
  }[];
}

/** A file of `{"items": [...]}` as the integration takes it, or of the list alone. */
export async function importRegistry({ file, dryRun }: { file: File; dryRun: boolean }): Promise<ImportAnswer> {
  let told: unknown;
  try {
    told = JSON.parse(await file.text());
  } catch (error) {
    throw new Problem(422, "not_json", String(error));
  }
  const items = Array.isArray(told) ? told : (told as { items?: unknown }).items;
  return send("contracts", "registry:import", { method: "POST", body: JSON.stringify({ items, dry_run: dryRun }) });
}

/** Services have the same doors for operators: one path for all of them, so the address is put together here. */
export async function ask<T>(service: Service, path: string, signal?: AbortSignal): Promise<T> {
  return send<T>(service, path, { signal: signal ?? null });
}

export async function act(service: Service, path: string, reason: string): Promise<void> {
  await send(service, path, { method: "POST", body: JSON.stringify({ reason }) });
}

async function send<T>(service: Service, path: string, init: RequestInit): Promise<T> {
  const response = await call(`/api/${service}/v1/ops/${path}`, init);
  return (response.status === 204 ? null : await response.json()) as T;
}

interface Several<T> {
  readonly items: readonly T[];
  /** Services that did not answer. */
  readonly silent: readonly Service[];
}

/** Asks every service; one that is away hides nothing of the others. Refused by all: the refusal. */
export async function askAll<T>(question: (service: Service) => Promise<readonly T[]>): Promise<Several<T>> {
  const answers = await Promise.allSettled(SERVICES.map(question));
  const silent = SERVICES.filter((_, index) => answers[index]?.status === "rejected");
  const refused = answers.find((one) => one.status === "rejected");
  if (silent.length === SERVICES.length && refused) throw refused.reason;
  return { items: answers.flatMap((one) => (one.status === "fulfilled" ? one.value : [])), silent };
}
