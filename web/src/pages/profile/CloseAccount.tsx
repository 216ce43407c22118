import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { answer, identity } from "../../api";
import { FormProblem, useForm } from "../../ui";
import { Section } from "./Section";

/** The end of the account: told what it means, the password asked. */
export function CloseAccount() {
  const { t } = useTranslation("profile");
  const client = useQueryClient();
  const [opened, { open, close }] = useDisclosure();
  const form = useForm({
    initial: { password: "", otp: "" },
    submit: async ({ password, otp }) => {
      await answer(identity.DELETE("/api/identity/v1/me", { body: { password, otp: otp.trim() || null } }));
      client.clear();
      location.assign("/sign-in");
    },
  });
  return (
    <Section title={t("close")} lead={t("close.text")}>
      <Group>
        <Button variant="outline" color="red" c="var(--mantine-color-error)" onClick={open}>
          {t("close")}
        </Button>
      </Group>
      <Modal
        opened={opened}
        onClose={close}
        title={t("close")}
        closeButtonProps={{ "aria-label": t("close", { ns: "ui" }) }}
      >
        <form {...form.form}>
          <Stack>
            <Text size="sm">{t("close.text")}</Text>
            <FormProblem {...form.trouble} />
            <PasswordInput
              {...form.text("password")}
              label={t("ask")}
              autoComplete="current-password"
              data-autofocus
              required
            />
            <TextInput {...form.text("otp")} label={t("close.code")} autoComplete="one-time-code" />
            <Button type="submit" color="red.8" loading={form.busy}>
              {t("close.do")}
            </Button>
          </Stack>
        </form>
      </Modal>
    </Section>
  );
}
