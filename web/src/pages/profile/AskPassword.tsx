import { Button, Modal, PasswordInput, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { FormProblem, useForm } from "../../ui";

interface Props {
  readonly title: string;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onPassword: (password: string) => Promise<unknown>;
}

/** Asks for the password again before something that an open session alone must not do. */
export function AskPassword({ title, opened, onClose, onPassword }: Props) {
  const { t } = useTranslation("profile");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      closeButtonProps={{ "aria-label": t("close", { ns: "ui" }) }}
    >
      <Asking title={title} onClose={onClose} onPassword={onPassword} />
    </Modal>
  );
}

function Asking({ title, onClose, onPassword }: Omit<Props, "opened">) {
  const { t } = useTranslation("profile");
  const form = useForm({
    initial: { password: "" },
    submit: async ({ password }) => {
      await onPassword(password);
      onClose();
    },
  });
  return (
    <form {...form.form}>
      <Stack>
        <FormProblem {...form.trouble} />
        <PasswordInput
          {...form.text("password")}
          label={t("ask")}
          autoComplete="current-password"
          data-autofocus
          required
        />
        <Button type="submit" loading={form.busy}>
          {title}
        </Button>
      </Stack>
    </form>
  );
}
