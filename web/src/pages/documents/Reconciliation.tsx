import { Button, Card, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "../../api";
import { formatDate, moscowDay, parseDate } from "../../format";
import { ErrorSummary } from "../../ui";
import { ExportJob } from "../parts/ExportJob";
import { useReconciliation } from "./queries";

/** «Акт сверки» for any days: ordered, made in the background, saved as PDF or Excel. */
export function Reconciliation({ number }: { readonly number: string }) {
  const { t } = useTranslation("documents");
  const today = moscowDay(new Date());
  const [typed, setTyped] = useState({
    from: formatDate(`${today.slice(0, 4)}-01-01`, "ru"),
    to: formatDate(today, "ru"),
  });
  const [tried, setTried] = useState(false);
  const order = useReconciliation(number);
  const faults = tried ? faultsOf(typed) : {};
  const told = order.error instanceof Problem ? order.error.errors : [];

  function send(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    const [from, to] = [parseDate(typed.from), parseDate(typed.to)];
    if (order.isPending || !from || !to || Object.keys(faultsOf(typed)).length) return;
    order.mutate({ from, to });
  }

  const field = (name: "from" | "to") => (
    <TextInput
      id={`reconciliation-${name}`}
      label={t(`act.${name}`)}
      inputMode="numeric"
      value={typed[name]}
      error={faults[name] ? t(`act.${faults[name]}`) : undefined}
      onChange={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })}
      style={{ flex: "1 1 170px", maxWidth: 260 }}
    />
  );
  return (
    <Card withBorder padding="md" component="section" aria-labelledby="act-title">
      <Stack gap="sm">
        <Title order={3} size="h4" id="act-title">
          {t("act.title")}
        </Title>
        <Text size="sm">{t("act.text")}</Text>
        <form onSubmit={send} noValidate>
          <Stack gap="sm">
            <ErrorSummary
              faults={told.map(({ pointer, detail }) => ({
                field: `reconciliation-${pointer.split("/").pop()}`,
                label: t("act.title"),
                text: detail,
              }))}
              problem={told.length ? null : order.error}
            />
            <Group gap="sm" align="flex-start">
              {field("from")}
              {field("to")}
            </Group>
            <Button type="submit" variant="default" loading={order.isPending} w="fit-content">
              {t("act.order")}
            </Button>
          </Stack>
        </form>
        {order.data && <ExportJob id={order.data.id} />}
      </Stack>
    </Card>
  );
}

type Faults = Partial<Record<"from" | "to", "not_a_date" | "order_of_days">>;

function faultsOf(typed: { from: string; to: string }): Faults {
  const [from, to] = [parseDate(typed.from), parseDate(typed.to)];
  if (!from || !to) return { ...(from ? {} : { from: "not_a_date" }), ...(to ? {} : { to: "not_a_date" }) };
  return to < from ? { to: "order_of_days" } : {};
}
