import { Alert, Button, Paper, Radio, Stack, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { FormProblem, useForm } from "../../ui";
import { type InvitedRole, ROLES, useMemberActions } from "./queries";

export function InviteForm({ number }: { readonly number: string }) {
  const { t } = useTranslation("members");
  const { invite } = useMemberActions(number);
  const [sentTo, setSentTo] = useState("");
  const form = useForm({
    initial: { email: "", role: "accountant" as string },
    submit: async ({ email, role }) => {
      setSentTo("");
      await invite({ email, role: role as InvitedRole });
      setSentTo(email);
      form.set("email", "");
    },
  });
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="invite">
      <form {...form.form}>
        <Stack align="flex-start">
          <Title order={3} size="h4" id="invite">
            {t("invite")}
          </Title>
          <FormProblem {...form.trouble} />
          <TextInput {...form.text("email")} label={t("email")} type="email" required w="100%" maw={420} />
          <Radio.Group
            label={t("role")}
            name="role"
            value={form.values.role}
            onChange={(role) => form.set("role", role)}
          >
            <Stack gap="xs" mt={4}>
              {ROLES.map((role) => (
                <Radio key={role} value={role} label={t(`${role}.may`)} />
              ))}
            </Stack>
          </Radio.Group>
          <Button type="submit" loading={form.busy}>
            {t("invite")}
          </Button>
          <div role="status">{sentTo && <Alert color="green">{t("sent", { email: sentTo })}</Alert>}</div>
        </Stack>
      </form>
    </Paper>
  );
}
