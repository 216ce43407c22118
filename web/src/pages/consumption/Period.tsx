import { Button, Group, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { addDays, formatDate, parseDate } from "../../format";
import type { Span } from "./queries";

interface Props {
  readonly span: Span;
  readonly onChange: (days: { from: string; to: string }) => void;
}

/** The days that are shown, both inside as people say them (the service's `to` is outside). */
export function Period({ span, onChange }: Props) {
  const { t } = useTranslation("consumption");
  const [typed, setTyped] = useState({ from: formatDate(span.from, "ru"), to: formatDate(addDays(span.to, -1), "ru") });
  const [fault, setFault] = useState<"from" | "to" | "order" | null>(null);

  function send(event: FormEvent) {
    event.preventDefault();
    const [from, to] = [parseDate(typed.from), parseDate(typed.to)];
    if (!from || !to) return setFault(from ? "to" : "from");
    if (to < from) return setFault("order");
    onChange({ from, to: addDays(to, 1) });
  }

  return (
    <form onSubmit={send} noValidate>
      <Group gap="sm" align="flex-start">
        <TextInput
          label={t("from")}
          inputMode="numeric"
          value={typed.from}
          error={fault === "from" ? t("not_a_date") : undefined}
          onChange={(event) => setTyped({ ...typed, from: event.currentTarget.value })}
          w={140}
        />
        <TextInput
          label={t("to")}
          inputMode="numeric"
          value={typed.to}
          error={fault === "to" ? t("not_a_date") : fault === "order" ? t("order_of_days") : undefined}
          onChange={(event) => setTyped({ ...typed, to: event.currentTarget.value })}
          w={140}
        />
        <Button type="submit" variant="default" mt={25}>
          {t("show")}
        </Button>
      </Group>
    </form>
  );
}
