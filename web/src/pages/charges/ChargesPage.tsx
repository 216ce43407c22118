import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { compare, decimal, formatDate, formatDifference, formatPeriod, subtract, toText, ZERO } from "../../format";
import { useLang } from "../../i18n";
import { EmptyState, Failure, LinkTo, Loading } from "../../ui";
import { type Column, DataTable } from "../parts/DataTable";
import { ExportJob } from "../parts/ExportJob";
import { Money } from "../parts/Money";
import { SaveButton } from "../parts/SaveButton";
import { useSearchState } from "../parts/useSearchState";
import { ChargeDetails } from "./ChargeDetails";
import { Gaps } from "./Gaps";
import { type Charge, useCharges } from "./queries";
import "./texts";

/** «Начисления»: by month; one of them with all its lines and why it is what it is. */
export function ChargesPage({ number }: { readonly number: string }) {
  const [search] = useSearchState();
  return search.charge ? <ChargeDetails number={number} id={search.charge} /> : <ChargeList number={number} />;
}

function ChargeList({ number }: { readonly number: string }) {
  const { t } = useTranslation("charges");
  const charges = useCharges(number);
  const columns = useColumns(number);
  const [job, setJob] = useState<string | null>(null);
  if (charges.isError) return <Failure of={charges} />;
  if (!charges.data) return <Loading rows={6} />;
  const rows = charges.data.pages.flatMap((page) => page.items);
  if (!rows.length) return <EmptyState title={t("none")}>{t("none_text")}</EmptyState>;
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-start">
        <Title order={2} size="h3">
          {t("title")}
        </Title>
        <SaveButton url={`/api/billing/v1/contracts/${number}/charges.xlsx`} label={t("export")} onLater={setJob} />
      </Group>
      {job && <ExportJob id={job} />}
      <Gaps number={number} />
      <DataTable caption={t("title")} columns={columns} rows={rows} rowKey={(row) => row.id} />
      {charges.hasNextPage && (
        <Button variant="default" loading={charges.isFetchingNextPage} onClick={() => charges.fetchNextPage()}>
          {t("more")}
        </Button>
      )}
    </Stack>
  );
}

function useColumns(number: string): Column<Charge>[] {
  const { t } = useTranslation("charges");
  const lang = useLang();
  return [
    {
      key: "period",
      head: t("period"),
      title: true,
      cell: (row) => (
        <LinkTo to="/contracts/$number/charges" params={{ number }} search={{ charge: row.id } as never}>
          {formatPeriod(row.period, lang)}
        </LinkTo>
      ),
    },
    { key: "posted", head: t("posted"), cell: (row) => formatDate(row.posted_on, lang) },
    { key: "due", head: t("due"), cell: (row) => formatDate(row.due_on, lang) },
    { key: "net", head: t("net"), numeric: true, cell: (row) => <Money amount={row.net} /> },
    { key: "vat", head: t("vat"), numeric: true, cell: (row) => <Money amount={row.vat} /> },
    { key: "gross", head: t("gross"), numeric: true, cell: (row) => <Sum charge={row} /> },
    { key: "left", head: t("left"), numeric: true, cell: (row) => <Left charge={row} /> },
  ];
}

function Sum({ charge }: { readonly charge: Charge }) {
  const { t } = useTranslation("charges");
  const lang = useLang();
  return (
    <div>
      <Money amount={charge.gross} fw={600} />
      {charge.recalculation && (
        <Text size="xs" c="dimmed">
          {t("recalculated", { difference: formatDifference(charge.recalculation.difference, lang) })}
        </Text>
      )}
    </div>
  );
}

/** What is left to pay, in words too: colour is not enough. */
function Left({ charge }: { readonly charge: Charge }) {
  const { t } = useTranslation("charges");
  const left = leftOf(charge);
  if (compare(decimal(left), ZERO) <= 0) return <Text size="sm">✓ {t("paid")}</Text>;
  return <Money amount={left} fw={600} c="var(--mantine-color-error)" />;
}

export function leftOf(charge: Pick<Charge, "gross" | "paid">): string {
  return toText(subtract(decimal(charge.gross), decimal(charge.paid)));
}
