import { Group, SegmentedControl, Select, Stack, Text, Title } from "@mantine/core";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { formatKwh, moscowDay } from "../../format";
import { useLang } from "../../i18n";
import { EmptyState, Failure, Loading } from "../../ui";
import { SaveButton } from "../parts/SaveButton";
import { useSearchState } from "../parts/useSearchState";
import { Period } from "./Period";
import { fileUrl, type Span, useConsumption } from "./queries";
import { type By, type Item, summed, tableOf, usualSpan } from "./series";
import { Twin } from "./Twin";
import "./texts";

const Chart = lazy(() => import("./Chart").then((module) => ({ default: module.Chart })));
const STEPS: readonly By[] = ["month", "day", "hour"];

/** «Потребление»: a chart and its table, by month, day or hour; gaps are gaps; the same as files. */
export function ConsumptionPage({ number }: { readonly number: string }) {
  const { t } = useTranslation("consumption");
  const [search, setSearch] = useSearchState();
  const span = spanOf(search);
  const found = useConsumption(number, span);
  return (
    <Stack gap="md">
      <Title order={2} size="h3">
        {t("title")}
      </Title>
      <Group gap="md" align="flex-end">
        <SegmentedControl
          aria-label={t("by")}
          value={span.by}
          onChange={(by) => setSearch({ by, from: undefined, to: undefined })}
          data={STEPS.map((by) => ({ value: by, label: t(`by.${by}`) }))}
        />
        <Period
          key={span.by + span.from + span.to}
          span={span}
          onChange={({ from, to }) => setSearch({ by: span.by, from, to })}
        />
      </Group>
      {found.isError && <Failure of={found} />}
      {found.isPending && <Loading rows={6} />}
      {found.data && <Shown number={number} span={span} items={found.data.items} />}
    </Stack>
  );
}

interface ShownProps {
  readonly number: string;
  readonly span: Span;
  readonly items: readonly Item[];
}

function Shown({ number, span, items }: ShownProps) {
  const { t } = useTranslation("consumption");
  const lang = useLang();
  const [meter, setMeter] = useState<string>("");
  const meters = [...new Map(items.map((item) => [item.meter_id, item.serial]))];
  const chosen = useMemo(() => items.filter((item) => !meter || item.meter_id === meter), [items, meter]);
  const table = useMemo(() => tableOf(chosen), [chosen]);
  const total = summed(table.steps.map((step) => step.total));
  if (!items.length)
    return <EmptyState title={t("none")}>{t(span.by === "month" ? "none_text" : "none_intervals")}</EmptyState>;
  return (
    <>
      {meters.length > 1 && (
        <Select
          label={t("meter")}
          data={[
            { value: "", label: t("all_meters") },
            ...meters.map(([id, serial]) => ({ value: id, label: `№ ${serial}` })),
          ]}
          value={meter}
          onChange={(value) => setMeter(value ?? "")}
          allowDeselect={false}
          maw={320}
        />
      )}
      <Text>
        {t("total")} <b>{total === null ? t("unknown") : formatKwh(total, lang)}</b>
      </Text>
      <Suspense fallback={<Loading rows={4} />}>
        <Chart table={table} by={span.by} />
      </Suspense>
      <Group gap="sm" className="no-print">
        <SaveButton url={fileUrl(number, span, "xlsx")} label={t("save.xlsx")} />
        <SaveButton url={fileUrl(number, span, "espi")} label={t("save.espi")} />
        <SaveButton url={fileUrl(number, span, "json")} label={t("save.json")} />
      </Group>
      <Twin table={table} by={span.by} />
    </>
  );
}

function spanOf(search: Readonly<Record<string, string | undefined>>): Span {
  const by = STEPS.find((step) => step === search.by) ?? "month";
  const usual = usualSpan(by, moscowDay(new Date()));
  const day = (text: string | undefined) => (text && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined);
  const [from, to] = [day(search.from) ?? usual.from, day(search.to) ?? usual.to];
  return from < to ? { by, from, to } : { by, ...usual };
}
