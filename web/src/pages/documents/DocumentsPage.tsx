import { Anchor, Button, Checkbox, Group, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { formatDate, formatPeriod } from "../../format";
import { useLang } from "../../i18n";
import { EmptyState, Failure, Loading } from "../../ui";
import { useMay } from "../contract/queries";
import { CopyButton } from "../parts/CopyButton";
import { type Column, DataTable } from "../parts/DataTable";
import { Money } from "../parts/Money";
import { SaveButton } from "../parts/SaveButton";
import { useSearchState } from "../parts/useSearchState";
import { Filters } from "./Filters";
import { type Document, KINDS, useDocuments, type Wanted } from "./queries";
import { Reconciliation } from "./Reconciliation";
import { Selected } from "./Selected";
import "./texts";

/** «Документы»: found by kind, month and text; saved one by one or several at once, printed, checked by their hash. */
export function DocumentsPage({ number }: { readonly number: string }) {
  const { t } = useTranslation("documents");
  const [search, setSearch] = useSearchState();
  const wanted = wantedOf(search);
  const documents = useDocuments(number, wanted);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const rows = documents.data?.pages.flatMap((page) => page.items) ?? [];
  const columns = useColumns(selected, setSelected);
  const mayOrder = useMay(number, "order");
  const filtered = Object.values(wanted).some((value) => value);
  return (
    <Stack gap="md">
      <Title order={2} size="h3">
        {t("title")}
      </Title>
      <Filters wanted={wanted} onChange={(change) => setSearch({ ...change }, true)} />
      {documents.isError && <Failure of={documents} />}
      {documents.isPending && <Loading rows={6} />}
      {documents.isSuccess && !rows.length && (
        <EmptyState title={t(filtered ? "nothing" : "none")}>{t(filtered ? "nothing_text" : "none_text")}</EmptyState>
      )}
      {rows.length > 0 && (
        <>
          <Selected
            number={number}
            documents={rows.filter((row) => selected.has(row.id))}
            all={rows}
            onSelect={(ids) => setSelected(new Set(ids))}
          />
          <DataTable caption={t("title")} columns={columns} rows={rows} rowKey={(row) => row.id} />
        </>
      )}
      {documents.hasNextPage && (
        <Button variant="default" loading={documents.isFetchingNextPage} onClick={() => documents.fetchNextPage()}>
          {t("more")}
        </Button>
      )}
      {mayOrder && <Reconciliation number={number} />}
    </Stack>
  );
}

/** What the address asks for; nonsense in it asks for nothing. */
function wantedOf(search: Readonly<Record<string, string | undefined>>): Wanted {
  const month = (text: string | undefined) => (text && /^\d{4}-(0[1-9]|1[0-2])$/.test(text) ? text : undefined);
  return {
    kind: KINDS.find((kind) => kind === search.kind),
    from: month(search.from),
    to: month(search.to),
    text: search.text?.slice(0, 100),
  };
}

function useColumns(selected: ReadonlySet<string>, onSelect: (ids: ReadonlySet<string>) => void): Column<Document>[] {
  const { t } = useTranslation("documents");
  const lang = useLang();
  function toggle(id: string) {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelect(next);
  }
  return [
    {
      key: "name",
      head: t("document"),
      title: true,
      cell: (row) => (
        <Checkbox
          checked={selected.has(row.id)}
          onChange={() => toggle(row.id)}
          label={t("named", { kind: t(`kind.${row.kind}`), number: row.number })}
        />
      ),
    },
    { key: "issued", head: t("issued"), cell: (row) => formatDate(row.issued_on, lang) },
    { key: "period", head: t("period"), cell: (row) => (row.period ? formatPeriod(row.period, lang) : "—") },
    { key: "gross", head: t("gross"), numeric: true, cell: (row) => (row.gross ? <Money amount={row.gross} /> : "—") },
    { key: "file", head: t("file"), cell: (row) => <Actions document={row} /> },
  ];
}

function Actions({ document }: { readonly document: Document }) {
  const { t } = useTranslation("documents");
  const name = t("named", { kind: t(`kind.${document.kind}`), number: document.number });
  return (
    <Stack gap={2} align="flex-start">
      <Group gap="xs">
        <SaveButton url={document.links.file} label={t("save")} hint={`${t("save")}: ${name}`} subtle />
        <Anchor
          href={document.links.print}
          target="_blank"
          rel="noopener"
          size="sm"
          aria-label={`${t("print")}: ${name}`}
        >
          {t("print")}
        </Anchor>
      </Group>
      {document.sha256 && (
        <details>
          <Text component="summary" size="xs" c="dimmed" py={4}>
            {t("hash")}
          </Text>
          <Text size="xs" ff="monospace" style={{ overflowWrap: "anywhere" }} maw={260}>
            {document.sha256} <CopyButton value={document.sha256} label="SHA-256" />
          </Text>
          {document.is_printed_form && <Text size="xs">{t("printed_form")}</Text>}
        </details>
      )}
    </Stack>
  );
}
