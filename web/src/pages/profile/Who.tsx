import { Button, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { answer, identity } from "../../api";
import { type Account, me } from "../../api/session";
import { FormProblem, useForm } from "../../ui";
import { useUnsaved } from "../parts/useUnsaved";
import { EMPTY_PROFILE, missing, ProfileFields } from "../sign-in/ProfileFields";
import { Section } from "./Section";

/** Names and phone. */
export function Who({ user }: { readonly user: Account }) {
  const { t } = useTranslation("profile");
  const client = useQueryClient();
  const kept = { ...EMPTY_PROFILE, ...user.profile, patronymic: user.profile?.patronymic ?? "" };
  const [saved, setSaved] = useState(false);
  const form = useForm({
    initial: kept,
    check: (values) => missing(values, t("needed", { ns: "sign-in" })),
    submit: async (values) => {
      const body = { ...values, patronymic: values.patronymic.trim() || null };
      await answer(identity.PUT("/api/identity/v1/me/profile", { body }));
      await client.invalidateQueries({ queryKey: me.queryKey });
      setSaved(true);
    },
  });
  useUnsaved(!form.busy && !saved && JSON.stringify(form.values) !== JSON.stringify(kept));
  return (
    <Section title={t("who")}>
      <form {...form.form} onChange={() => setSaved(false)}>
        <Stack maw={460}>
          <FormProblem {...form.trouble} />
          <ProfileFields form={form} />
          <Button type="submit" loading={form.busy}>
            {t("save")}
          </Button>
          <div role="status">{saved && <Text size="sm">{t("saved")}</Text>}</div>
        </Stack>
      </form>
    </Section>
  );
}
