import { Button, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { counted, ROWS } from "../../format";
import { useLang } from "../../i18n";
import { LinkTo, Loading, Notice, ProblemText } from "../../ui";
import { type Column, DataTable } from "../parts/DataTable";
import { SaveButton } from "../parts/SaveButton";
import { type Import, isUnderWay, useCommit } from "./queries";
import { rowErrorText } from "./rowErrors";

type RowError = Import["errors"][number];

/** What the check has found: how many rows are fine, each wrong one by its cell, and what can be done now. */
export function Report({ number, job }: { readonly number: string; readonly job: Import }) {
  const { t } = useTranslation("imports");
  return (
    <Stack gap="md">
      <Outcome job={job} />
      {isUnderWay(job) && <Loading rows={2} />}
      {job.state === "checked" && <Decide number={number} job={job} />}
      {job.state === "committed" && (
        <Group gap="md">
          <LinkTo to="/contracts/$number/readings" params={{ number }}>
            {t("see_readings")}
          </LinkTo>
          <LinkTo to="/contracts/$number/consumption" params={{ number }}>
            {t("see_consumption")}
          </LinkTo>
        </Group>
      )}
      {job.errors.length > 0 && <Errors job={job} />}
    </Stack>
  );
}

function Outcome({ job }: { readonly job: Import }) {
  const { t } = useTranslation("imports");
  const lang = useLang();
  const { total, valid, refused, written } = job.rows;
  const words = (count: number) => counted(count, ROWS, lang);
  const color = {
    checking: "blue",
    committing: "blue",
    checked: refused ? "yellow" : "teal",
    committed: "teal",
    failed: "red",
  }[job.state];
  return (
    <Notice
      color={color}
      role="status"
      title={t(`state.${job.state}`, { file: job.file_name })}
      data-testid={`import-${job.state}`}
    >
      {job.state === "failed" && <Text size="sm">{reasonOf(job, lang) ?? t("failed_text")}</Text>}
      {job.state === "checked" && (
        <Text size="sm">{t("counts", { total: words(total), valid: words(valid), refused: words(refused) })}</Text>
      )}
      {job.state === "committed" && (
        <Text size="sm">{t("written", { written: words(written), rest: words(total - written) })}</Text>
      )}
      {job.gaps > 0 && <Text size="sm">{t("gaps", { count: job.gaps })}</Text>}
    </Notice>
  );
}

function reasonOf(job: Import, lang: "ru" | "en"): string | null {
  const told = job.problem as Record<string, unknown> | null;
  const text = told?.[lang] ?? told?.detail;
  return typeof text === "string" ? text : null;
}

function Decide({ number, job }: { readonly number: string; readonly job: Import }) {
  const { t } = useTranslation("imports");
  const lang = useLang();
  const commit = useCommit(number, job.id);
  const { valid, refused } = job.rows;
  return (
    <Stack gap="xs">
      <Group gap="sm">
        {valid > 0 && refused === 0 && (
          <Button loading={commit.isPending} onClick={() => commit.mutate("all")}>
            {t("commit_all", { rows: counted(valid, ROWS, lang) })}
          </Button>
        )}
        {valid > 0 && refused > 0 && (
          <Button loading={commit.isPending} onClick={() => commit.mutate("valid")}>
            {t("commit_valid", { rows: counted(valid, ROWS, lang) })}
          </Button>
        )}
        {refused > 0 && <SaveButton url={job.links.file!} label={t("commented")} />}
      </Group>
      <Text size="sm">{t(refused ? (valid ? "advice.some" : "advice.none") : "advice.all")}</Text>
      {commit.error && (
        <Notice color="red" role="alert">
          <ProblemText problem={commit.error} />
        </Notice>
      )}
    </Stack>
  );
}

function Errors({ job }: { readonly job: Import }) {
  const { t } = useTranslation("imports");
  const lang = useLang();
  const columns: Column<RowError>[] = [
    { key: "row", head: t("row"), title: true, cell: (error) => t("row_number", { row: error.row }) },
    { key: "cell", head: t("cell"), cell: (error) => error.cell },
    { key: "column", head: t("column"), cell: (error) => error.column },
    { key: "detail", head: t("what"), cell: (error) => rowErrorText(error, lang) },
  ];
  return (
    <>
      <DataTable
        caption={t("errors")}
        columns={columns}
        rows={job.errors}
        rowKey={(error) => `${error.row}-${error.cell}-${error.code}`}
      />
      {job.errors.length >= 1000 && <Text size="sm">{t("first_thousand")}</Text>}
    </>
  );
}
