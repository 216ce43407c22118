import { Card, Stack, Text, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { addDays, formatDate, formatNumber, moscowDay, parseDate } from "../../format";
import { useLang } from "../../i18n";
import { Money } from "../parts/Money";
import { usePenalty } from "./queries";

/** What being late costs, if everything is paid on a day. An estimate, and said to be one. */
export function Penalty({ number }: { readonly number: string }) {
  const { t } = useTranslation("pay");
  const lang = useLang();
  const today = moscowDay(new Date());
  const [typed, setTyped] = useState(formatDate(addDays(today, 7), "ru"));
  const day = parseDate(typed);
  const problem = !day ? t("penalty.not_a_date") : day < today ? t("penalty.past") : undefined;
  const [asked] = useDebouncedValue(problem ? null : day, 350);
  const now = usePenalty(number, null);
  const later = usePenalty(number, asked);
  return (
    <Card withBorder padding="md" component="section" aria-labelledby="penalty-title">
      <Stack gap="xs">
        <Title order={3} size="h4" id="penalty-title">
          {t("penalty")}
        </Title>
        {now.data && (
          <Text size="sm">
            {t("penalty.today")} <Money amount={now.data.amount} fw={600} />
          </Text>
        )}
        <TextInput
          label={t("penalty.date")}
          inputMode="numeric"
          value={typed}
          error={problem}
          onChange={(event) => setTyped(event.currentTarget.value)}
          maw={220}
        />
        <Text size="sm" role="status">
          {later.data && !problem && (
            <>
              {t("penalty.then", { date: formatDate(later.data.pay_on, lang) })}{" "}
              <Money amount={later.data.amount} fw={600} />
            </>
          )}
        </Text>
        {later.data && (
          <Text size="xs" c="dimmed">
            {t("penalty.source", { rate: formatNumber(String(later.data.rate_percent), lang) })}
          </Text>
        )}
      </Stack>
    </Card>
  );
}
