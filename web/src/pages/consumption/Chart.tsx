import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

import { formatKwh } from "../../format";
import { useLang } from "../../i18n";
import classes from "./Chart.module.css";
import { chartOptions } from "./chartOptions";
import { stepLabel } from "./labels";
import type { By, Table } from "./series";

/** The picture. Its words are in the label, its figures in the table under it. */
export function Chart({ table, by }: { readonly table: Table; readonly by: By }) {
  const { t } = useTranslation("consumption");
  const lang = useLang();
  const scheme = useComputedColorScheme("light");
  const place = useRef<HTMLDivElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another scheme has other colours, which are read of the element
  useEffect(() => {
    const element = place.current;
    if (!element || !table.steps.length) return;
    const { options, data } = chartOptions({
      table,
      by,
      lang,
      style: getComputedStyle(element),
      width: element.clientWidth,
      names: { step: t(`step.${by}`), total: t("volume"), yearAgo: t("year_ago"), gap: t("gap") },
    });
    const plot = new uPlot(options, data, element);
    const watch = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: options.height }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [table, by, lang, scheme, t]);

  return <div ref={place} className={classes.place} role="img" aria-label={useWords(table, by)} data-testid="chart" />;
}

/** «Расход по месяцам с … по …, наибольший … в …»; the rest is in the table. */
function useWords(table: Table, by: By): string {
  const { t } = useTranslation("consumption");
  const lang = useLang();
  const known = table.steps.filter((step) => step.total !== null);
  const [first, last] = [table.steps[0], table.steps.at(-1)];
  if (!first || !last || !known.length) return t("unknown");
  const most = known.reduce((best, step) => (Number(step.total) > Number(best.total) ? step : best));
  return t(`chart.${by}`, {
    first: stepLabel(first.start, by, lang),
    last: stepLabel(last.start, by, lang),
    most: formatKwh(most.total!, lang),
    when: stepLabel(most.start, by, lang),
  });
}
