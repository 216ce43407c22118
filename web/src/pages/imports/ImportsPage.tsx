import { Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Failure, LinkTo, Loading } from "../../ui";
import { SaveButton } from "../parts/SaveButton";
import { useSearchState } from "../parts/useSearchState";
import { DropFile } from "./DropFile";
import { useImport } from "./queries";
import { Report } from "./Report";
import "./texts";

/** Readings by file: template, file, report by row, fix and again, commit. The job's id stands in the address. */
export function ImportsPage({ number }: { readonly number: string }) {
  const { t } = useTranslation("imports");
  const [search, setSearch] = useSearchState();
  const job = useImport(search.import);
  return (
    <Stack gap="lg">
      <div>
        <LinkTo to="/contracts/$number/readings" params={{ number }}>
          ← {t("back")}
        </LinkTo>
        <Title order={2} size="h3" mt="xs">
          {t("title")}
        </Title>
      </div>
      <Step index={1} title={t("step.template")}>
        <Text size="sm">{t("template_text")}</Text>
        <SaveButton url={`/api/metering/v1/contracts/${number}/readings/template.xlsx`} label={t("template")} />
      </Step>
      <Step index={2} title={t("step.file")}>
        <DropFile number={number} onTaken={(id) => setSearch({ import: id })} />
      </Step>
      {search.import && (
        <Step index={3} title={t("step.report")}>
          {job.isError && <Failure of={job} />}
          {job.isPending && <Loading rows={3} />}
          {job.data && <Report number={number} job={job.data} />}
        </Step>
      )}
    </Stack>
  );
}

interface StepProps {
  readonly index: number;
  readonly title: string;
  readonly children: React.ReactNode;
}

function Step({ index, title, children }: StepProps) {
  return (
    <Stack gap="xs" component="section" aria-labelledby={`step-${index}`}>
      <Title order={3} size="h4" id={`step-${index}`}>
        {index}. {title}
      </Title>
      {children}
    </Stack>
  );
}
