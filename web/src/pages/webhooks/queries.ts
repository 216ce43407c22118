import { queryOptions } from "@tanstack/react-query";

import { answer, type NotifierSchemas, notifier } from "../../api";

export type Webhook = NotifierSchemas["WebhookOut"];
export type Delivery = NotifierSchemas["HookDeliveryOut"];
export type EventType = Webhook["events"][number];

export const PATH = "/api/notifier/v1/webhooks";
export const EVENTS: readonly EventType[] = [
  "charge.posted",
  "payment.posted",
  "document.issued",
  "arrears.changed",
  "reading.submitted",
  "reading.accepted",
  "reading.rejected",
  "window.opened",
  "contract.bound",
  "contract.unbound",
];

export const myWebhooks = queryOptions({
  queryKey: ["webhooks"],
  queryFn: ({ signal }) => answer(notifier.GET(PATH, { signal })),
});

const SOON = 2_000;

/** What was sent, newest first; looked at again soon while something is on its way. */
export const logOf = (webhook_id: string) =>
  queryOptions({
    queryKey: ["webhooks", webhook_id, "log"],
    queryFn: ({ signal }) =>
      answer(
        notifier.GET("/api/notifier/v1/webhooks/{webhook_id}/deliveries", {
          params: { path: { webhook_id }, query: { limit: 20 } },
          signal,
        }),
      ),
    refetchInterval: (query) => (query.state.data?.items.some((item) => item.state === "pending") ? SOON : false),
  });
