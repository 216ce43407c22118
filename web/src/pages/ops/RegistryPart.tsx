import { Alert, Button, Checkbox, Code, FileInput, Group, Stack, Title } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { formatInstant } from "../../format";
import { useLang } from "../../i18n";
import { EmptyState, Failure, FormProblem } from "../../ui";
import { DataTable } from "../parts/DataTable";
import { Asking } from "./Asking";
import { ask, type FoundContract, type ImportAnswer, importRegistry, type LookedContract } from "./calls";

/** The registry of contracts: search, one with its history, import of a file. */
export function RegistryPart() {
  const { t } = useTranslation("ops");
  const lang = useLang();
  const [query, setQuery] = useState("");
  const [number, setNumber] = useState("");
  const found = useQuery({
    queryKey: ["ops", "registry", query],
    enabled: query !== "",
    queryFn: ({ signal }) =>
      ask<{ items: FoundContract[] }>("contracts", `registry?q=${encodeURIComponent(query)}`, signal),
  });
  return (
    <Stack gap="md">
      <Asking label={t("number")} onAsk={setQuery} />
      {found.isError && <Failure of={found} />}
      {found.data?.items.length === 0 && <EmptyState title={t("none")} />}
      {found.data && found.data.items.length > 0 && (
        <DataTable
          caption={t("registry")}
          rows={found.data.items}
          rowKey={(one) => one.number}
          columns={[
            { key: "number", head: t("key"), title: true, cell: (one) => one.number },
            { key: "party", head: t("party"), cell: (one) => one.party_name },
            { key: "at", head: t("at"), cell: (one) => formatInstant(one.updated_at, lang) },
            {
              key: "look",
              head: "",
              cell: (one) => (
                <Button size="compact-sm" variant="default" onClick={() => setNumber(one.number)}>
                  {t("look")}
                </Button>
              ),
            },
          ]}
        />
      )}
      {number && <Contract number={number} />}
      <Import />
    </Stack>
  );
}

function Contract({ number }: { readonly number: string }) {
  const { t } = useTranslation("ops");
  const lang = useLang();
  const found = useQuery({
    queryKey: ["ops", "registry", "one", number],
    queryFn: ({ signal }) => ask<LookedContract>("contracts", `registry/${number}`, signal),
  });
  if (!found.data) return <Failure of={found} />;
  const { history, ...contract } = found.data;
  return (
    <Stack gap="xs" component="section">
      <Title order={2} size="h3">
        {number}
      </Title>
      <Code block tabIndex={0}>
        {JSON.stringify(contract, null, 2)}
      </Code>
      <DataTable
        caption={t("history")}
        rows={history}
        rowKey={(one) => `${one.at} ${one.action} ${one.binding_id}`}
        columns={[
          { key: "at", head: t("at"), title: true, cell: (one) => formatInstant(one.at, lang) },
          { key: "action", head: t("action"), cell: (one) => one.action },
          { key: "reason", head: t("reason"), cell: (one) => one.reason ?? "—" },
        ]}
      />
    </Stack>
  );
}

function Import() {
  const { t } = useTranslation("ops");
  const [file, setFile] = useState<File | null>(null);
  const [dryRun, setDryRun] = useState(true);
  const importing = useMutation({ mutationFn: importRegistry });
  return (
    <Stack gap="xs" component="section">
      <Title order={2} size="h3">
        {t("import")}
      </Title>
      <Group align="flex-end">
        <FileInput label={t("import.file")} accept="application/json" value={file} onChange={setFile} miw={240} />
        <Checkbox
          label={t("import.dry")}
          checked={dryRun}
          onChange={(event) => setDryRun(event.currentTarget.checked)}
        />
        <Button
          disabled={!file}
          loading={importing.isPending}
          onClick={() => file && importing.mutate({ file, dryRun })}
        >
          {t("import.do")}
        </Button>
      </Group>
      <FormProblem problem={importing.error} />
      {importing.data && <Imported answer={importing.data} />}
    </Stack>
  );
}

function Imported({ answer }: { readonly answer: ImportAnswer }) {
  const count = (status: string) => answer.items.filter((one) => one.status === status).length;
  return (
    <Alert role="status" color={count("refused") ? "yellow" : "green"}>
      {["created", "unchanged", "refused"].map((status) => `${status}: ${count(status)}`).join(", ")}
      {answer.items
        .filter((one) => one.problem)
        .map((one) => (
          <Code block key={one.index}>
            {one.index}: {JSON.stringify(one.problem?.errors)}
          </Code>
        ))}
    </Alert>
  );
}
