import { Checkbox, Stack } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { answer, notifier } from "../../api";
import { Failure, FormProblem, Loading } from "../../ui";
import "./kinds";
import { Section } from "./Section";

const KEY = ["preferences"];
const PATH = "/api/notifier/v1/preferences";

/** What letters come; a switch is kept at once. */
export function Letters() {
  const { t } = useTranslation(["profile", "letters"]);
  const client = useQueryClient();
  const preferences = useQuery({ queryKey: KEY, queryFn: ({ signal }) => answer(notifier.GET(PATH, { signal })) });
  const choosing = useMutation({
    mutationFn: (change: { kind: string; enabled: boolean }) => {
      const chosen = preferences.data?.items.filter((item) => !item.locked) ?? [];
      const items = chosen.map(({ kind, contract_number, enabled }) => ({
        kind: kind as never,
        contract_number,
        enabled: kind === change.kind && !contract_number ? change.enabled : Boolean(enabled),
      }));
      return answer(notifier.PUT(PATH, { body: { items } }));
    },
    onSuccess: (kept) => client.setQueryData(KEY, kept),
  });
  return (
    <Section title={t("letters")} lead={t("letters.lead")}>
      {preferences.isError && <Failure of={preferences} />}
      {preferences.isPending && <Loading />}
      <FormProblem problem={choosing.error} />
      <Stack gap="xs">
        {preferences.data?.items
          .filter((item) => !item.contract_number && !item.locked)
          .map((item) => (
            <Checkbox
              key={item.kind}
              label={t(item.kind, { ns: "letters" })}
              checked={item.enabled}
              disabled={choosing.isPending}
              onChange={(event) => choosing.mutate({ kind: item.kind, enabled: event.currentTarget.checked })}
            />
          ))}
      </Stack>
    </Section>
  );
}
