import { Button, Checkbox, Stack, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { answer, notifier } from "../../api";
import { FormProblem, useForm } from "../../ui";
import { myContracts } from "../home/queries";
import { Section } from "../profile/Section";
import { EVENTS, type EventType, myWebhooks, PATH } from "./queries";
import { Secret } from "./Secret";

export function NewWebhook() {
  const { t } = useTranslation("webhooks");
  const client = useQueryClient();
  const contracts = useQuery(myContracts);
  const [events, setEvents] = useState<string[]>([]);
  const [numbers, setNumbers] = useState<string[]>([]);
  const [secret, setSecret] = useState<string | null>(null);
  const [lacking, setLacking] = useState(false);
  const form = useForm({
    initial: { name: "", url: "" },
    submit: async ({ name, url }) => {
      setLacking(events.length === 0);
      if (events.length === 0) return;
      const contract_numbers = numbers.length === 0 ? null : numbers;
      const body = { name, url, events: events as EventType[], contract_numbers };
      setSecret((await answer(notifier.POST(PATH, { body }))).secret);
      form.set("name", "");
      form.set("url", "");
      setEvents([]);
      setNumbers([]);
      await client.invalidateQueries({ queryKey: myWebhooks.queryKey });
    },
  });
  return (
    <Section title={t("new")}>
      <form {...form.form}>
        <Stack align="flex-start">
          <FormProblem problem={form.problem} />
          <TextInput {...form.text("name")} label={t("name")} required w="100%" maw={460} />
          <TextInput
            {...form.text("url")}
            label={t("url")}
            placeholder="https://erp.example.ru/hooks"
            type="url"
            required
            w="100%"
            maw={460}
          />
          <Checkbox.Group
            label={t("events")}
            value={events}
            onChange={setEvents}
            error={lacking && events.length === 0 && t("events.needed")}
          >
            <Stack gap="xs" mt={4}>
              {EVENTS.map((event) => (
                <Checkbox key={event} value={event} label={t(event)} />
              ))}
            </Stack>
          </Checkbox.Group>
          {contracts.data && contracts.data.length > 0 && (
            <Checkbox.Group
              label={t("contracts")}
              description={t("contracts.hint")}
              value={numbers}
              onChange={setNumbers}
            >
              <Stack gap="xs" mt={4}>
                {contracts.data.map(({ number, party }) => (
                  <Checkbox key={number} value={number} label={`${number} ${party.name}`} />
                ))}
              </Stack>
            </Checkbox.Group>
          )}
          <Button type="submit" loading={form.busy}>
            {t("do")}
          </Button>
          {secret && <Secret value={secret} />}
        </Stack>
      </form>
    </Section>
  );
}
