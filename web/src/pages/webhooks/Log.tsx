import { Accordion, Button, Code, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { answer, notifier } from "../../api";
import { formatInstant } from "../../format";
import { useLang } from "../../i18n";
import { Failure, FormProblem, Loading } from "../../ui";
import { type Delivery, logOf, type Webhook } from "./queries";

/** What was sent, with every attempt; what has ended can be sent again. */
export function Log({ webhook }: { readonly webhook: Webhook }) {
  const { t } = useTranslation("webhooks");
  const lang = useLang();
  const log = useQuery(logOf(webhook.id));
  if (log.isError) return <Failure of={log} />;
  if (!log.data) return <Loading />;
  if (log.data.items.length === 0) return <Text c="dimmed">{t("log.none")}</Text>;
  return (
    <div>
      <Text size="sm" c="dimmed">
        {t("log.kept")}
      </Text>
      <Accordion multiple>
        {log.data.items.map((delivery) => (
          <Accordion.Item key={delivery.id} value={delivery.id}>
            <Accordion.Control>
              <Text size="sm">
                {formatInstant(delivery.created_at, lang)}, {t(delivery.type)} {delivery.contract_number}:{" "}
                <b>{t(delivery.state)}</b>
              </Text>
            </Accordion.Control>
            <Accordion.Panel>
              <Details webhook={webhook} delivery={delivery} />
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </div>
  );
}

function Details({ webhook, delivery }: { readonly webhook: Webhook; readonly delivery: Delivery }) {
  const { t } = useTranslation("webhooks");
  const lang = useLang();
  const client = useQueryClient();
  const replaying = useMutation({
    mutationFn: () =>
      answer(
        notifier.POST("/api/notifier/v1/webhooks/{webhook_id}/deliveries/{delivery_id}:replay", {
          params: { path: { webhook_id: webhook.id, delivery_id: delivery.id } },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: logOf(webhook.id).queryKey }),
  });
  const next = delivery.next_attempt_at && t("next", { at: formatInstant(delivery.next_attempt_at, lang) });
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        {t("tries")}
      </Text>
      {delivery.attempts.length === 0 && <Text size="sm">{t("tries.none")}</Text>}
      {delivery.attempts.map((attempt) => (
        <div key={attempt.at}>
          <Text size="sm">
            {formatInstant(attempt.at, lang)}: {attempt.status ?? t(attempt.error ?? "unreachable")},{" "}
            {t("took", { ms: attempt.duration_ms })}
          </Text>
          {attempt.answer && (
            <Code block tabIndex={0} aria-label={t("answer")} role="region">
              {attempt.answer}
            </Code>
          )}
        </div>
      ))}
      {next && <Text size="sm">{next}</Text>}
      <Text size="sm" fw={600}>
        {t("body")}
      </Text>
      <Code block tabIndex={0} aria-label={t("body")} role="region">
        {JSON.stringify(delivery.body, null, 2)}
      </Code>
      <FormProblem problem={replaying.error} />
      {delivery.state !== "pending" && webhook.state === "active" && (
        <Group>
          <Button size="compact-sm" variant="default" loading={replaying.isPending} onClick={() => replaying.mutate()}>
            {t("replay")}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
