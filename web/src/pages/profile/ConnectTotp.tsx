import { Button, Code, Group, Stack, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { answer, type IdentitySchemas, identity } from "../../api";
import { FormProblem, useForm } from "../../ui";

interface Props {
  readonly enrolment: IdentitySchemas["TotpEnrolment"];
  readonly onConnected: (codes: readonly string[]) => Promise<void>;
}

/** The key as a QR and as text; connected once a code of it is right. */
export function ConnectTotp({ enrolment, onConnected }: Props) {
  const { t } = useTranslation("profile");
  const form = useForm({
    initial: { code: "" },
    submit: async ({ code }) => {
      const body = { code: code.replaceAll(/\s/g, "") };
      await onConnected((await answer(identity.POST("/api/identity/v1/me/totp:confirm", { body }))).recovery_codes);
    },
  });
  return (
    <form {...form.form}>
      <Stack maw={520}>
        <Text size="sm">{t("totp.scan")}</Text>
        <Group>
          <img
            src={`data:image/svg+xml,${encodeURIComponent(enrolment.qr_svg)}`}
            alt="QR"
            width={180}
            height={180}
            style={{ background: "#fff" }}
          />
          <Code>{enrolment.secret}</Code>
        </Group>
        <FormProblem {...form.trouble} />
        <TextInput
          {...form.text("code")}
          label={t("totp.code")}
          inputMode="numeric"
          autoComplete="one-time-code"
          required
        />
        <Button type="submit" loading={form.busy}>
          {t("totp.confirm")}
        </Button>
      </Stack>
    </form>
  );
}
