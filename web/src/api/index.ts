import createClient, { type Middleware } from "openapi-fetch";

import { currentLang } from "../i18n";
import { Problem } from "./problem";
import type { paths as Billing, components as BillingComponents } from "./schema/billing";
import type { paths as Contracts, components as ContractsComponents } from "./schema/contracts";
import type { paths as Identity, components as IdentityComponents } from "./schema/identity";
import type { paths as Metering, components as MeteringComponents } from "./schema/metering";
import type { paths as Notifier, components as NotifierComponents } from "./schema/notifier";

export type BillingSchemas = BillingComponents["schemas"];
export type ContractsSchemas = ContractsComponents["schemas"];
export type IdentitySchemas = IdentityComponents["schemas"];
export type MeteringSchemas = MeteringComponents["schemas"];
export type NotifierSchemas = NotifierComponents["schemas"];
export { type FieldError, isProblem, Problem } from "./problem";

/** `X-Portal` tells our calls from forged ones; the language is the one the person chose. */
function spoken(): Record<string, string> {
  return { "X-Portal": "1", "Accept-Language": currentLang() };
}

const speaking: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(spoken())) request.headers.set(name, value);
    return request;
  },
};

/** What became of a call that brought no answer: given up by ourselves, or nobody was there. */
function unanswered(trouble: unknown): never {
  throw trouble instanceof DOMException ? trouble : Problem.offline();
}

/** The gateway at our own address: the session is a cookie that no script sees. */
function client<Paths extends object>() {
  const made = createClient<Paths>({ baseUrl: "/", credentials: "same-origin" });
  made.use(speaking);
  return made;
}

export const identity = client<Identity>();
export const contracts = client<Contracts>();
export const billing = client<Billing>();
export const metering = client<Metering>();
export const notifier = client<Notifier>();

/** The answer's body; whatever is not a success is thrown as a `Problem`. */
export async function answer<T>(asked: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await asked.catch(unanswered);
  if (!response.ok) throw Problem.of(response.status, error, response.headers.get("retry-after"));
  return data as T;
}

/** A call that no generated client makes: for a file, or at the same door of every service. Throws as `answer` does. */
export async function call(path: string, init: RequestInit = {}): Promise<Response> {
  const typed: Record<string, string> = init.body ? { "Content-Type": "application/json" } : {};
  const response = await fetch(path, { ...init, headers: { ...spoken(), ...typed } }).catch(unanswered);
  if (response.ok) return response;
  const told: unknown = await response.json().catch(() => null);
  throw Problem.of(response.status, told, response.headers.get("retry-after"));
}
