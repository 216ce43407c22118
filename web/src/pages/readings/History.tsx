import { Button, Select, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { formatDate, formatInstant, formatKwh, formatPeriod } from "../../format";
import { useLang } from "../../i18n";
import { EmptyState, Failure, Loading } from "../../ui";
import { type Column, DataTable } from "../parts/DataTable";
import { useSearchState } from "../parts/useSearchState";
import { total } from "./Estimate";
import type { Meter, Reading } from "./model";
import { useHistory } from "./queries";
import { StateMark } from "./StateMark";
import { ZoneValues } from "./ZoneValues";

/** Everything that was ever received of a meter: from whom, in what state, and its receipt. */
export function History({ meters }: { readonly meters: readonly Meter[] }) {
  const { t } = useTranslation("readings");
  const [chosen, setChosen] = useState(() => (meters.find(isSubmitted) ?? meters[0])?.id ?? null);
  const names = meters.map((meter) => ({
    value: meter.id,
    label: `${meter.delivery_point.name ?? meter.delivery_point.code}, № ${meter.serial}`,
  }));
  return (
    <Stack gap="sm" component="section" aria-labelledby="history-title">
      <Title order={2} size="h3" id="history-title">
        {t("history.title")}
      </Title>
      {meters.length > 1 && (
        <Select
          label={t("history.meter")}
          data={names}
          value={chosen}
          onChange={setChosen}
          allowDeselect={false}
          searchable={meters.length > 8}
          maw={420}
        />
      )}
      <Rows meterId={chosen} />
    </Stack>
  );
}

function isSubmitted(meter: Meter): boolean {
  return meter.registers.some((register) => register.last_submitted);
}

function Rows({ meterId }: { readonly meterId: string | null }) {
  const { t } = useTranslation("readings");
  const history = useHistory(meterId);
  const [, change] = useSearchState();
  const columns = useColumns(({ id }) => change({ reading: id }));
  if (history.isError) return <Failure of={history} />;
  if (!history.data) return <Loading rows={3} />;
  const rows = history.data.pages.flatMap((page) => page.items);
  if (!rows.length) return <EmptyState title={t("history.none")}>{t("history.none_text")}</EmptyState>;
  return (
    <>
      <DataTable caption={t("history.title")} columns={columns} rows={rows} rowKey={(row) => row.id} />
      {history.hasNextPage && (
        <Button variant="default" loading={history.isFetchingNextPage} onClick={() => history.fetchNextPage()}>
          {t("history.more")}
        </Button>
      )}
    </>
  );
}

function useColumns(onShow: (reading: Reading) => void): Column<Reading>[] {
  const { t } = useTranslation("readings");
  const lang = useLang();
  return [
    { key: "period", head: t("receipt.period"), title: true, cell: (row) => <Month reading={row} /> },
    { key: "values", head: t("receipt.values"), cell: (row) => <ZoneValues values={row.values} /> },
    { key: "volume", head: t("receipt.volume"), numeric: true, cell: (row) => formatKwh(total(row.volumes), lang) },
    { key: "state", head: t("receipt.state"), cell: (row) => <StateWithReason reading={row} /> },
    { key: "source", head: t("history.source"), cell: (row) => <Origin reading={row} /> },
    {
      key: "receipt",
      head: t("receipt.title"),
      cell: (row) => (
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => onShow(row)}
          aria-label={t("history.open", {
            period: formatPeriod(row.period, lang),
            instant: formatInstant(row.received_at, lang),
          })}
        >
          {t("open")}
        </Button>
      ),
    },
  ];
}

function Month({ reading }: { readonly reading: Reading }) {
  const { t } = useTranslation("readings");
  const lang = useLang();
  return (
    <>
      {formatPeriod(reading.period, lang)}
      <Text size="xs" c="dimmed">
        {t("history.taken", { date: formatDate(reading.taken_on, lang) })}
      </Text>
    </>
  );
}

/** From where it came, and when. */
function Origin({ reading }: { readonly reading: Reading }) {
  const { t } = useTranslation("readings");
  const lang = useLang();
  return (
    <>
      {t(`source.${reading.source}`)}
      <Text size="xs" c="dimmed">
        {formatInstant(reading.received_at, lang)}
      </Text>
    </>
  );
}

function StateWithReason({ reading }: { readonly reading: Reading }) {
  return (
    <div>
      <StateMark state={reading.state} />
      {reading.reason && (
        <Text size="xs" mt={2}>
          {reading.reason}
        </Text>
      )}
    </div>
  );
}
