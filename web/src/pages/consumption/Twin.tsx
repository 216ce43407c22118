import { Button, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { formatKwh, formatNumber, percentChange, trimmed } from "../../format";
import { useLang } from "../../i18n";
import { type Column, DataTable } from "../parts/DataTable";
import { stepLabel } from "./labels";
import type { By, Step, Table } from "./series";

const AT_FIRST = 60;
/** More meters and zones than this do not fit beside each other: one chooses a meter above. */
const MOST_COLUMNS = 3;

interface Row extends Step {
  readonly index: number;
}

/** The chart as a table: the same figures for who can not or will not read the picture. Newest first. */
export function Twin({ table, by }: { readonly table: Table; readonly by: By }) {
  const { t } = useTranslation("consumption");
  const [whole, setWhole] = useState(false);
  const columns = useColumns(table, by);
  const rows = table.steps.map((step, index) => ({ ...step, index })).reverse();
  const shown = whole ? rows : rows.slice(0, AT_FIRST);
  return (
    <section aria-labelledby="twin-title">
      <Title order={3} size="h4" id="twin-title">
        {t("table")}
      </Title>
      <DataTable caption={t("table")} columns={columns} rows={shown} rowKey={(row) => row.start} />
      {shown.length < rows.length && (
        <Button variant="default" mt="sm" onClick={() => setWhole(true)}>
          {t("whole", { count: rows.length })}
        </Button>
      )}
    </section>
  );
}

function useColumns(table: Table, by: By): Column<Row>[] {
  const { t } = useTranslation("consumption");
  const lang = useLang();
  const volume = (text: string | null | undefined) => (text ? formatKwh(text, lang) : t("gap"));
  const series = table.series.length > 1 && table.series.length <= MOST_COLUMNS ? table.series : [];
  return [
    { key: "start", head: t(`step.${by}`), title: true, cell: (row) => stepLabel(row.start, by, lang) },
    ...series.map(
      (one): Column<Row> => ({
        key: one.key,
        head: t("series", { serial: one.serial, zone: t(`zone.${one.zone}`) }),
        numeric: true,
        cell: (row) => {
          const item = one.items[row.index];
          return item ? (item.volume_kwh ? formatNumber(trimmed(item.volume_kwh), lang) : t("gap")) : "—";
        },
      }),
    ),
    { key: "total", head: t("volume"), numeric: true, cell: (row) => <b>{volume(row.total)}</b> },
    ...(by === "month" ? [yearColumn()] : []),
    { key: "note", head: t("note"), cell: (row) => <Note row={row} table={table} /> },
  ];

  function yearColumn(): Column<Row> {
    return { key: "year", head: t("year_ago"), numeric: true, cell: (row) => <YearAgo step={row} /> };
  }
}

function YearAgo({ step }: { readonly step: Step }) {
  const lang = useLang();
  if (!step.yearAgo) return "—";
  const change = step.total ? percentChange(step.total, step.yearAgo) : null;
  const sign = change !== null && change > 0 ? "+" : "\u2212";
  return (
    <>
      {formatNumber(trimmed(step.yearAgo), lang)}
      {change !== null && (
        <Text size="xs" c="dimmed">
          {change === 0 ? "0" : `${sign}${Math.abs(change)}`}&nbsp;%
        </Text>
      )}
    </>
  );
}

function Note({ row, table }: { readonly row: Row; readonly table: Table }) {
  const { t } = useTranslation("consumption");
  const here = table.series.map((one) => one.items[row.index]).filter((item) => !!item);
  const missing = here.reduce((count, item) => count + item.missing, 0);
  const notes = [
    row.preliminary && t("preliminary"),
    missing > 0 ? t("missing", { count: missing }) : row.incomplete && t("has_gap"),
    ...new Set(here.filter((item) => item.method !== "metered").map((item) => t(`method.${item.method}`))),
  ].filter((note) => !!note);
  return <>{notes.join("; ") || "—"}</>;
}
