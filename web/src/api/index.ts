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

const speaking: Middleware = {
  onRequest({ request }) {
    request.headers.set("Accept-Language", currentLang());
    return request;
  },
};

/** The gateway at our own address: the session is a cookie that no script sees; `X-Portal` tells our calls from forged ones. */
function client<Paths extends object>() {
  const made = createClient<Paths>({ baseUrl: "/", headers: { "X-Portal": "1" }, credentials: "same-origin" });
  made.use(speaking);
  return made;
}

export const identity = client<Identity>();
export const contracts = client<Contracts>();
export const billing = client<Billing>();
export const metering = client<Metering>();
export const notifier = client<Notifier>();

/** The answer's body; whatever is not a success is thrown as a `Problem`. */
export async function answer<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call.catch((trouble: unknown) => {
    throw trouble instanceof DOMException ? trouble : Problem.offline();
  });
  if (!response.ok) throw Problem.of(response.status, error, response.headers.get("retry-after"));
  return data as T;
}
