import { Group, Stack, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { compare, decimal, formatDate, ZERO } from "../../format";
import { useLang } from "../../i18n";
import { LinkTo, Notice } from "../../ui";
import { Money } from "../parts/Money";
import type { Balance } from "./queries";

const isMore = (amount: string) => compare(decimal(amount), ZERO) > 0;

/** What is owed in one sentence; what is overdue, since when and how long. */
export function Debt({ number, balance }: { readonly number: string; readonly balance: Balance }) {
  const { t } = useTranslation("pay");
  const lang = useLang();
  const late = isMore(balance.arrears);
  const color = late ? "red" : isMore(balance.balance) ? "yellow" : "teal";
  const title = late
    ? "late"
    : isMore(balance.balance)
      ? "owed"
      : compare(decimal(balance.balance), ZERO) < 0
        ? "ahead"
        : "even";
  const amount = late ? balance.arrears : balance.balance.replace("-", "");
  return (
    <Notice color={color} data-testid="debt">
      <Stack gap="xs">
        <Text fw={600} size="lg">
          {t(`debt.${title}`)} {title !== "even" && <Money amount={amount} />}
        </Text>
        {balance.overdue_since && late && (
          <Text size="sm">{t("debt.since", { date: formatDate(balance.overdue_since, lang) })}</Text>
        )}
        {late && <Aging balance={balance} />}
        {isMore(balance.unallocated) && (
          <Text size="sm">
            <LinkTo to="/contracts/$number/payments" params={{ number }}>
              {t("debt.unallocated")}
            </LinkTo>
            : <Money amount={balance.unallocated} />
          </Text>
        )}
        <Upcoming balance={balance} />
      </Stack>
    </Notice>
  );
}

function Aging({ balance }: { readonly balance: Balance }) {
  const { t } = useTranslation("pay");
  const parts = balance.aging.filter(({ amount }) => isMore(amount));
  return (
    <Table withRowBorders={false} verticalSpacing={2} maw={420}>
      <caption style={{ captionSide: "top", textAlign: "start" }}>{t("aging")}</caption>
      <Table.Tbody>
        {parts.map(({ bucket, amount }) => (
          <Table.Tr key={bucket}>
            <Table.Th scope="row" fw={400}>
              {t(`aging.${bucket}`)}
            </Table.Th>
            <Table.Td ta="end">
              <Money amount={amount} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Upcoming({ balance }: { readonly balance: Balance }) {
  const { t } = useTranslation("pay");
  const lang = useLang();
  const ahead = [
    ...(balance.next_due ? [{ ...balance.next_due, kind: "bill" }] : []),
    ...balance.prepayments.map((due) => ({ ...due, kind: "prepayment" })),
  ].sort((a, b) => a.date.localeCompare(b.date));
  if (!ahead.length) return null;
  return (
    <Group gap="lg">
      {ahead.map((due) => (
        <Text key={due.kind + due.date} size="sm">
          {t(`due.${due.kind}`, { date: formatDate(due.date, lang) })} <Money amount={due.amount} fw={600} />
        </Text>
      ))}
    </Group>
  );
}
