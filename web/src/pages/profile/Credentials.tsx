import { Alert, Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { answer, identity } from "../../api";
import { type Account, me } from "../../api/session";
import { FormProblem, useForm } from "../../ui";
import { Section } from "./Section";

/** The address: the old one stays until the new one is confirmed by its letter. */
export function Email({ user }: { readonly user: Account }) {
  const { t } = useTranslation("profile");
  const client = useQueryClient();
  const form = useForm({
    initial: { email: "", password: "" },
    submit: async (body) => {
      await answer(identity.POST("/api/identity/v1/me/email", { body }));
      await client.invalidateQueries({ queryKey: me.queryKey });
      form.set("password", "");
    },
  });
  return (
    <Section title={t("mail")} lead={t("mail.now", { email: user.email })}>
      {user.pending_email && <Alert role="status">{t("mail.pending", { email: user.pending_email })}</Alert>}
      <form {...form.form}>
        <Stack maw={460}>
          <FormProblem {...form.trouble} />
          <TextInput {...form.text("email")} label={t("mail.new")} type="email" required />
          <PasswordInput
            {...form.text("password")}
            label={t("password.current")}
            autoComplete="current-password"
            required
          />
          <Button type="submit" loading={form.busy}>
            {t("mail.do")}
          </Button>
        </Stack>
      </form>
    </Section>
  );
}

export function Password() {
  const { t } = useTranslation("profile");
  const client = useQueryClient();
  const [done, setDone] = useState(false);
  const form = useForm({
    initial: { current: "", new: "" },
    submit: async (body) => {
      await answer(identity.POST("/api/identity/v1/me/password", { body }));
      form.set("current", "");
      form.set("new", "");
      setDone(true);
      await client.invalidateQueries({ queryKey: ["sessions"] });
    },
  });
  return (
    <Section title={t("password")}>
      <form {...form.form}>
        <Stack maw={460}>
          <FormProblem {...form.trouble} />
          <PasswordInput
            {...form.text("current")}
            label={t("password.current")}
            autoComplete="current-password"
            required
          />
          <PasswordInput
            {...form.text("new")}
            label={t("password.new")}
            description={t("password.hint")}
            autoComplete="new-password"
            required
          />
          <Button type="submit" loading={form.busy}>
            {t("password.do")}
          </Button>
          <div role="status">{done && <Text size="sm">{t("password.done")}</Text>}</div>
        </Stack>
      </form>
    </Section>
  );
}
