import { List, Paper, Stack, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { formatDate, formatMoney, moscowDay } from "../../format";
import { useLang } from "../../i18n";
import { LinkTo } from "../../ui";
import type { Summary } from "./queries";

const SHOWN = 5;

interface Deadline {
  readonly date: string;
  readonly number: string;
  readonly amount: string | null;
}

/** What is due next over all contracts, the nearest first. */
export function Deadlines({ summary }: { readonly summary: ReadonlyMap<string, Summary> | undefined }) {
  const { t } = useTranslation("home");
  const lang = useLang();
  const ahead = [...(summary?.values() ?? [])].flatMap(deadlines).sort((a, b) => a.date.localeCompare(b.date));
  if (ahead.length === 0) return null;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="deadlines">
      <Stack gap="xs">
        <Title order={2} size="h3" id="deadlines">
          {t("deadlines")}
        </Title>
        <List size="sm" spacing={4} listStyleType="none">
          {ahead.slice(0, SHOWN).map(({ date, number, amount }) => (
            <List.Item key={`${date}-${number}-${amount}`}>
              <b className="number">{formatDate(date, lang)}</b>{" "}
              {amount ? t("deadline.pay", { amount: formatMoney(amount, lang) }) : t("deadline.readings")} ·{" "}
              <LinkTo
                to={amount ? "/contracts/$number/pay" : "/contracts/$number/readings"}
                params={{ number }}
                className="number"
              >
                {number}
              </LinkTo>
            </List.Item>
          ))}
        </List>
      </Stack>
    </Paper>
  );
}

function deadlines({ number, next_due, window }: Summary): Deadline[] {
  const found: Deadline[] = [];
  if (next_due) found.push({ date: next_due.date, number, amount: next_due.amount });
  if (window?.open && window.closes_at)
    found.push({ date: moscowDay(new Date(window.closes_at)), number, amount: null });
  return found;
}
