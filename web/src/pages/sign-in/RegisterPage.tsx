import { Button, Checkbox, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { answer, identity } from "../../api";
import { me } from "../../api/session";
import { FormProblem, LinkTo, Narrow, useForm } from "../../ui";
import { License } from "./License";
import "./texts";

/** «Регистрация»: the answer is the same for a known address, so the next page is too. */
export function RegisterPage() {
  const { t } = useTranslation("sign-in");
  const client = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({
    initial: { email: "", password: "", accept_license: false as boolean },
    check: (values) => ({ accept_license: values.accept_license ? undefined : t("up.needed") }),
    submit: async (values) => {
      await answer(identity.POST("/api/identity/v1/auth/register", { body: { ...values, accept_license: true } }));
      await client.invalidateQueries({ queryKey: me.queryKey });
      await navigate({ to: "/letter-sent", search: { to: values.email } });
    },
  });
  return (
    <Narrow title={t("up.title")} lead={t("up.lead")}>
      <form {...form.form}>
        <Stack>
          <FormProblem {...form.trouble} />
          <TextInput {...form.text("email")} label={t("email")} type="email" autoComplete="username" required />
          <PasswordInput
            {...form.text("password")}
            label={t("password")}
            description={t("up.password")}
            autoComplete="new-password"
            required
          />
          <Checkbox {...form.box("accept_license")} label={t("up.license")} />
          <License />
          <Button type="submit" loading={form.busy}>
            {t("up.do")}
          </Button>
          <Text size="sm">
            {t("up.have")} <LinkTo to="/sign-in">{t("up.in")}</LinkTo>
          </Text>
        </Stack>
      </form>
    </Narrow>
  );
}
