import { Group, Progress, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { answer, type BillingSchemas, billing } from "../../api";
import { formatInstant } from "../../format";
import { useLang } from "../../i18n";
import { Notice, ProblemText } from "../../ui";
import { SaveButton } from "./SaveButton";
import "./texts";

const UNDER_WAY = new Set(["queued", "running"]);

/** A file that is made in the background: how far it is, then its links. */
export function ExportJob({ id }: { readonly id: string }) {
  const { t } = useTranslation("parts");
  const job = useQuery({
    queryKey: ["export", id],
    queryFn: ({ signal }) =>
      answer(billing.GET("/api/billing/v1/exports/{item_id}", { params: { path: { item_id: id } }, signal })),
    refetchInterval: (query) => (query.state.data && !UNDER_WAY.has(query.state.data.state) ? false : 700),
  });
  if (job.isError)
    return (
      <Notice color="red">
        <ProblemText problem={job.error} />
      </Notice>
    );
  const state = job.data?.state ?? "queued";
  const progress = job.data?.progress ?? 0;
  return (
    <Notice color={state === "ready" ? "teal" : state === "failed" ? "red" : "blue"} data-testid="export">
      <Stack gap="xs">
        <Text size="sm" role="status">
          {t(`job.${state}`, { progress })}
        </Text>
        {UNDER_WAY.has(state) && <Progress value={progress} aria-label={t("saving")} />}
        {state === "ready" && job.data && <Files job={job.data} />}
      </Stack>
    </Notice>
  );
}

function Files({ job }: { readonly job: BillingSchemas["Export"] }) {
  const { t } = useTranslation("parts");
  const lang = useLang();
  return (
    <>
      <Group gap="sm">
        {job.links.map((link) => (
          <SaveButton key={link.url} url={link.url} label={link.file_name} />
        ))}
      </Group>
      {job.expires_at && <Text size="xs">{t("job.until", { instant: formatInstant(job.expires_at, lang) })}</Text>}
    </>
  );
}
