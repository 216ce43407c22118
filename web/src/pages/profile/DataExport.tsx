import { Anchor, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { answer, identity, isProblem } from "../../api";
import { formatInstant } from "../../format";
import { useLang } from "../../i18n";
import { Failure, FormProblem } from "../../ui";
import { Section } from "./Section";

const KEY = ["data-export"];
const WHILE_GATHERED_MS = 1500;

/** Everything that is kept of the person, in one file: asked for, gathered by all services, taken while it is kept. */
export function DataExport() {
  const { t } = useTranslation("profile");
  const lang = useLang();
  const client = useQueryClient();
  const last = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) =>
      answer(identity.GET("/api/identity/v1/me/data-export", { signal })).catch((trouble: unknown) => {
        if (isProblem(trouble, 404)) return null;
        throw trouble;
      }),
    refetchInterval: ({ state }) => (state.data?.state === "running" ? WHILE_GATHERED_MS : false),
  });
  const asking = useMutation({
    mutationFn: () => answer(identity.POST("/api/identity/v1/me/data-export")),
    onSuccess: (told) => client.setQueryData(KEY, told),
  });
  const state = last.data?.state;
  return (
    <Section title={t("export")} lead={t("export.lead")}>
      {last.isError && <Failure of={last} />}
      <FormProblem problem={asking.error} />
      <Stack gap="xs" role="status">
        {last.data && state === "running" && (
          <>
            <Text>{t("export.running")}</Text>
            <Progress value={last.data.progress} aria-label={t("export.running")} />
          </>
        )}
        {last.data?.links.map((link) => (
          <Text key={link.url}>
            <Anchor href={link.url} download>
              {t("export.take")}
            </Anchor>{" "}
            {t("export.until", { date: formatInstant(last.data?.expires_at ?? "", lang) })}
          </Text>
        ))}
        {state === "failed" && <Text>{t("export.failed")}</Text>}
        {state === "expired" && <Text>{t("export.expired")}</Text>}
      </Stack>
      {state !== "running" && state !== "ready" && last.isSuccess && (
        <Group>
          <Button variant="default" loading={asking.isPending} onClick={() => asking.mutate()}>
            {t("export.do")}
          </Button>
        </Group>
      )}
    </Section>
  );
}
