import { Button, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { answer, identity, isProblem } from "../../api";
import { FormProblem, LinkTo, Narrow, useForm } from "../../ui";
import { useEnter } from "./enter";
import { PasskeyButton } from "./PasskeyButton";
import "./texts";

/** «Вход»: the password, then the second factor of whoever has one. */
export function SignInPage() {
  const { t } = useTranslation("sign-in");
  const enter = useEnter();
  const [asksCode, setAsksCode] = useState(false);
  const code = useRef<HTMLInputElement>(null);
  const form = useForm({
    initial: { email: "", password: "", otp: "" },
    submit: async ({ email, password, otp }) => {
      try {
        const body = { email, password, otp: otp.replace(/\s/g, "") || null };
        await enter((await answer(identity.POST("/api/identity/v1/auth/login", { body }))).user);
      } catch (error) {
        if (!isProblem(error) || error.code !== "otp_required") throw error;
        setAsksCode(true);
        setTimeout(() => code.current?.focus());
      }
    },
  });
  return (
    <Narrow title={t(asksCode ? "otp.title" : "in.title")} lead={asksCode ? t("otp.lead") : undefined}>
      <form {...form.form}>
        <Stack>
          <FormProblem {...form.trouble} />
          {asksCode ? (
            <TextInput {...form.text("otp")} ref={code} label={t("otp")} autoComplete="one-time-code" required />
          ) : (
            <>
              <TextInput
                {...form.text("email")}
                label={t("email")}
                type="email"
                autoComplete="username webauthn"
                required
              />
              <PasswordInput
                {...form.text("password")}
                label={t("password")}
                autoComplete="current-password"
                required
              />
            </>
          )}
          <Button type="submit" loading={form.busy}>
            {t("in.do")}
          </Button>
          {asksCode ? (
            <>
              <Button variant="subtle" onClick={() => setAsksCode(false)}>
                {t("otp.back")}
              </Button>
              <Text size="sm">
                {t("otp.lost")} <LinkTo to="/contacts">{t("otp.contacts")}</LinkTo>
              </Text>
            </>
          ) : (
            <>
              <PasskeyButton onEntered={enter} />
              <Group justify="space-between">
                <LinkTo to="/forgot-password" size="sm">
                  {t("in.forgot")}
                </LinkTo>
                <Text size="sm">
                  {t("in.new")} <LinkTo to="/register">{t("in.register")}</LinkTo>
                </Text>
              </Group>
            </>
          )}
        </Stack>
      </form>
    </Narrow>
  );
}
