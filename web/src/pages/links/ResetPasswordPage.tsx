import { Button, PasswordInput, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { answer, identity, isProblem } from "../../api";
import { FormProblem, Narrow, useForm } from "../../ui";
import { NoToken, Outcome } from "./Outcome";
import { useToken } from "./token";
import "./texts";

export function ResetPasswordPage() {
  const { t } = useTranslation("links");
  const token = useToken();
  const [done, setDone] = useState(false);
  const form = useForm({
    initial: { password: "" },
    submit: async ({ password }) => {
      await answer(identity.POST("/api/identity/v1/auth/password/reset", { body: { token, password } }));
      setDone(true);
    },
  });
  if (!token) return <NoToken />;
  if (done) return <Outcome title={t("reset.done")} text={t("reset.doneText")} />;
  if (isProblem(form.problem, 410)) return <Outcome title={t("gone.title")} text={t("reset.gone")} />;
  return (
    <Narrow title={t("reset.title")} lead={t("reset.lead")}>
      <form {...form.form}>
        <Stack>
          <FormProblem {...form.trouble} />
          <PasswordInput
            {...form.text("password")}
            label={t("reset.password")}
            description={t("reset.hint")}
            autoComplete="new-password"
            required
          />
          <Button type="submit" loading={form.busy}>
            {t("reset.do")}
          </Button>
        </Stack>
      </form>
    </Narrow>
  );
}
