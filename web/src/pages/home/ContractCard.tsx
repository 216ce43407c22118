import { Group, Paper, Skeleton, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { formatDate, formatMoney, formatPeriod, moscowDay } from "../../format";
import { useLang } from "../../i18n";
import { ButtonTo, LinkTo } from "../../ui";
import classes from "./ContractCard.module.css";
import type { Contract, Summary } from "./queries";
import { standing } from "./standing";

interface Props {
  readonly contract: Contract;
  readonly summary: Summary | undefined;
  readonly failed: boolean;
}

/** One contract on «Главная»: whose it is, what is owed, and what to do next. */
export function ContractCard({ contract, summary, failed }: Props) {
  const { t } = useTranslation("home");
  const { number, party, address } = contract;
  return (
    <Paper withBorder p="md" component="article" aria-labelledby={`contract-${number}`}>
      <Stack gap="sm" h="100%" justify="space-between">
        <Stack gap={2}>
          <LinkTo
            to="/contracts/$number"
            params={{ number }}
            id={`contract-${number}`}
            className="number"
            fw={650}
            size="lg"
          >
            {number}
          </LinkTo>
          <Text className={classes.party}>{party.name}</Text>
          {address && (
            <Text size="sm" c="dimmed">
              {address}
            </Text>
          )}
        </Stack>
        {summary ? (
          <Standing summary={summary} />
        ) : contract.role === "engineer" ? null : failed ? (
          <Text size="sm">{t("unknown")}</Text>
        ) : (
          <Skeleton height={72} />
        )}
        <Actions number={number} summary={summary} />
      </Stack>
    </Paper>
  );
}

function Standing({ summary }: { readonly summary: Summary }) {
  const { t } = useTranslation("home");
  const lang = useLang();
  const { kind, amount } = standing(summary);
  const { overdue_since, next_due, last_charge, window } = summary;
  return (
    <Stack gap={4}>
      <Group gap={8} align="baseline" className={classes.standing} data-kind={kind}>
        <Text component="span" fw={600}>
          {t(kind)}
        </Text>
        {amount && <span className={`number ${classes.amount}`}>{formatMoney(amount, lang)}</span>}
      </Group>
      <Text size="sm">
        {[
          overdue_since && t("overdue", { date: formatDate(overdue_since, lang) }),
          next_due && `${t("due", { date: formatDate(next_due.date, lang) })}: ${formatMoney(next_due.amount, lang)}`,
          last_charge &&
            `${t("charged", { period: formatPeriod(last_charge.period, lang) })}: ${formatMoney(last_charge.gross, lang)}`,
        ]
          .filter(Boolean)
          .map((line) => (
            <span key={line as string} className={classes.line}>
              {line}
            </span>
          ))}
      </Text>
      {window && (
        <Text size="sm" c={window.open ? undefined : "dimmed"}>
          {window.open && window.closes_at
            ? t("window.open", { date: formatDate(moscowDay(new Date(window.closes_at)), lang) })
            : t("window.closed")}
        </Text>
      )}
    </Stack>
  );
}

function Actions({ number, summary }: { readonly number: string; readonly summary: Summary | undefined }) {
  const { t } = useTranslation("home");
  const owes = summary && standing(summary).amount !== null && standing(summary).kind !== "advance";
  return (
    <Group gap="xs">
      {summary?.window?.open && (
        <ButtonTo
          to="/contracts/$number/readings"
          params={{ number }}
          size="xs"
          aria-describedby={`contract-${number}`}
        >
          {t("submit")}
        </ButtonTo>
      )}
      {owes && (
        <ButtonTo
          to="/contracts/$number/pay"
          params={{ number }}
          size="xs"
          variant="default"
          aria-describedby={`contract-${number}`}
        >
          {t("pay")}
        </ButtonTo>
      )}
    </Group>
  );
}
