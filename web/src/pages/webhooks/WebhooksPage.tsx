import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Failure, Loading, Page } from "../../ui";
import { NewWebhook } from "./NewWebhook";
import { myWebhooks } from "./queries";
import "./texts";
import { WebhookCard } from "./WebhookCard";

/** «Уведомления вашим системам»: webhooks, their secrets shown once, what was sent and how it went. */
export function WebhooksPage() {
  const { t } = useTranslation("webhooks");
  const webhooks = useQuery(myWebhooks);
  return (
    <Page title={t("title")} lead={t("lead")}>
      <Stack gap="md">
        {webhooks.isError && <Failure of={webhooks} />}
        {webhooks.isPending && <Loading />}
        {webhooks.data?.items.length === 0 && <Text c="dimmed">{t("none")}</Text>}
        {webhooks.data?.items.map((webhook) => (
          <WebhookCard key={webhook.id} webhook={webhook} />
        ))}
        <NewWebhook />
      </Stack>
    </Page>
  );
}
