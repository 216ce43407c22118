import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import {
  counted,
  DAYS,
  formatDeadline,
  formatInstant,
  formatPeriod,
  HOURS,
  type Lang,
  MINUTES,
  timeLeft,
} from "../../format";
import { useLang } from "../../i18n";
import { Notice } from "../../ui";
import { useNow } from "../parts/useNow";
import type { ContractWindow } from "./model";

/** Whether readings are taken, for which month, and how long still. */
export function WindowNotice({ window }: { readonly window: ContractWindow }) {
  const { t } = useTranslation("readings");
  const lang = useLang();
  const now = useNow();
  const period = formatPeriod(window.period, lang);
  const until = window.open ? formatDeadline(window.closes_at, lang) : formatInstant(window.opens_at, lang);
  const left = words(window.open ? window.closes_at : window.opens_at, now, lang);
  return (
    <Notice
      color={window.open ? "teal" : "gray"}
      title={t(window.open ? "window.open" : "window.closed", { period })}
      data-testid="window"
    >
      <Text size="sm">{t(window.open ? "window.until" : "window.opens", { instant: until })}</Text>
      <Text size="sm" fw={600} role="timer">
        {t(window.open ? "window.left" : "window.wait", { left })}
      </Text>
    </Notice>
  );
}

function words(instant: string, now: Date, lang: Lang): string {
  const { days, hours, minutes } = timeLeft(instant, now);
  if (days) return [counted(days, DAYS, lang), hours ? counted(hours, HOURS, lang) : ""].join(" ").trim();
  if (hours) return `${counted(hours, HOURS, lang)} ${counted(minutes, MINUTES, lang)}`;
  return counted(minutes, MINUTES, lang);
}
