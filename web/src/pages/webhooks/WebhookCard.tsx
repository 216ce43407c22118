import { Button, Code, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { answer, notifier } from "../../api";
import { formatInstant } from "../../format";
import { useLang } from "../../i18n";
import { ConfirmModal, FormProblem } from "../../ui";
import { Section } from "../profile/Section";
import { Log } from "./Log";
import { logOf, myWebhooks, type Webhook } from "./queries";
import { Secret } from "./Secret";

const ONE = "/api/notifier/v1/webhooks/{webhook_id}";

/** A webhook: how it fares, and what can be done with it. */
export function WebhookCard({ webhook }: { readonly webhook: Webhook }) {
  const { t } = useTranslation("webhooks");
  const lang = useLang();
  return (
    <Section title={webhook.name}>
      <div>
        <Group gap="xs">
          <Code>{webhook.url}</Code>
          <Text size="sm" fw={600}>
            {t(webhook.reason ?? webhook.state)}
          </Text>
        </Group>
        <Text size="sm" c="dimmed">
          {webhook.events.map((event) => t(event)).join(", ")};{" "}
          {webhook.contract_numbers?.join(", ") ?? t("contracts.all")}
          {webhook.previous_secret_until && new Date(webhook.previous_secret_until) > new Date()
            ? `; ${t("until", { at: formatInstant(webhook.previous_secret_until, lang) })}`
            : ""}
        </Text>
      </div>
      <Actions webhook={webhook} />
    </Section>
  );
}

function Actions({ webhook }: { readonly webhook: Webhook }) {
  const { t } = useTranslation("webhooks");
  const client = useQueryClient();
  const [asked, setAsked] = useState<"rotate" | "remove" | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const [logged, log] = useDisclosure();
  const params = { params: { path: { webhook_id: webhook.id } } };
  const again = () => client.invalidateQueries({ queryKey: myWebhooks.queryKey });
  const testing = useMutation({
    mutationFn: () => answer(notifier.POST(`${ONE}:test`, params)),
    onSuccess: () => client.invalidateQueries({ queryKey: logOf(webhook.id).queryKey }),
  });
  const active = webhook.state === "active";
  const switching = useMutation({
    mutationFn: () => answer(notifier.POST(active ? `${ONE}:pause` : `${ONE}:resume`, params)),
    onSuccess: again,
  });
  const act = async () => {
    if (asked === "remove") await answer(notifier.DELETE(ONE, params));
    else setSecret((await answer(notifier.POST(`${ONE}:rotate-secret`, params))).secret);
    await again();
  };
  const button = (name: "test" | "pause" | "resume" | "rotate" | "remove" | "log", more: object) => (
    <Button size="compact-sm" variant="default" aria-label={`${t(name)}: ${webhook.name}`} {...more}>
      {t(name)}
    </Button>
  );
  return (
    <>
      <FormProblem problem={testing.error ?? switching.error} />
      <Group gap="xs">
        {active && button("test", { loading: testing.isPending, onClick: () => testing.mutate() })}
        {button(active ? "pause" : "resume", { loading: switching.isPending, onClick: () => switching.mutate() })}
        {button("rotate", { onClick: () => setAsked("rotate") })}
        {button("remove", { onClick: () => setAsked("remove") })}
        {button("log", { onClick: log.toggle, "aria-expanded": logged })}
      </Group>
      {testing.isSuccess && (
        <Text size="sm" role="status">
          {t("tested")}
        </Text>
      )}
      {secret && <Secret value={secret} />}
      {logged && <Log webhook={webhook} />}
      <ConfirmModal
        title={t(asked ?? "remove")}
        action={t(asked ?? "remove")}
        danger={asked === "remove"}
        opened={asked !== null}
        onClose={() => setAsked(null)}
        onConfirm={act}
      >
        <Text>{t(asked === "rotate" ? "rotate.text" : "remove.text")}</Text>
      </ConfirmModal>
    </>
  );
}
