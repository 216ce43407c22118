import { List } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { counted, formatPeriod, MONTHS } from "../../format";
import { useLang } from "../../i18n";
import { Notice } from "../../ui";
import { monthsWithout } from "./gapsByKind";
import { useGaps } from "./queries";

const NAMED = 3;

/** Months of the last year in which something is missing, and what to do about it. */
export function Gaps({ number }: { readonly number: string }) {
  const { t } = useTranslation("charges");
  const lang = useLang();
  const gaps = useGaps(number);
  const missing = monthsWithout(gaps.data?.items ?? []);
  if (!missing.length) return null;
  return (
    <Notice color="yellow" title={t("gaps.title")}>
      <List size="sm">
        {missing.map(({ kind, months }) => {
          const named = months
            .slice(0, NAMED)
            .map((month) => formatPeriod(month, lang))
            .join(", ");
          const rest = months.length - NAMED;
          const more = rest > 0 ? ` ${t("gaps.more", { count: counted(rest, MONTHS, lang) })}` : "";
          return <List.Item key={kind}>{t(`gaps.${kind}`, { months: named + more })}</List.Item>;
        })}
      </List>
    </Notice>
  );
}
