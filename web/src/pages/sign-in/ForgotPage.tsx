import { Alert, Button, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { answer, identity } from "../../api";
import { FormProblem, LinkTo, Narrow, useForm } from "../../ui";
import "./texts";

export function ForgotPage() {
  const { t } = useTranslation("sign-in");
  const [sent, setSent] = useState(false);
  const form = useForm({
    initial: { email: "" },
    submit: async (body) => {
      await answer(identity.POST("/api/identity/v1/auth/password/forgot", { body }));
      setSent(true);
    },
  });
  return (
    <Narrow title={t("forgot.title")} lead={t("forgot.lead")}>
      <form {...form.form}>
        <Stack>
          <FormProblem {...form.trouble} />
          <TextInput {...form.text("email")} label={t("email")} type="email" autoComplete="username" required />
          <Button type="submit" loading={form.busy}>
            {t("forgot.do")}
          </Button>
          <div role="status">{sent && <Alert color="green">{t("forgot.done")}</Alert>}</div>
          <LinkTo to="/sign-in" size="sm">
            {t("forgot.back")}
          </LinkTo>
        </Stack>
      </form>
    </Narrow>
  );
}
