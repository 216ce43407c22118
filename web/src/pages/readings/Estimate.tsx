import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { decimal, formatKwh, formatPeriod, sum, toText } from "../../format";
import { useLang } from "../../i18n";
import type { CheckedReading } from "./model";

/** What the service makes of the values: the volume of all zones, and what the month may come to. Said aloud. */
export function Estimate({ checked, busy }: { readonly checked: CheckedReading | undefined; readonly busy: boolean }) {
  const { t } = useTranslation("readings");
  const lang = useLang();
  return (
    <Text size="sm" role="status" mih="1.4em" c={busy ? "dimmed" : undefined}>
      {busy && t("checking")}
      {!busy && checked && (
        <>
          {t("total", { kwh: formatKwh(total(checked.volumes), lang), period: formatPeriod(checked.period, lang) })}
          {checked.forecast && ` ${t("forecast", { kwh: formatKwh(total(checked.forecast.volumes), lang) })}`}
        </>
      )}
    </Text>
  );
}

export function total(volumes: Readonly<Record<string, string>>): string {
  return toText(sum(Object.values(volumes).map(decimal)));
}
