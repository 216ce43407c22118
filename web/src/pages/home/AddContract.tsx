import { Alert, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { answer, contracts } from "../../api";
import { FormProblem, useForm } from "../../ui";
import { myRequests } from "./queries";
import "./texts";

const NUMBER = /^\d{14}$/;

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** «Добавить договор»: one answer whether or not the pair matches; the letter goes only if it does. */
export function AddContract({ opened, onClose }: Props) {
  const { t } = useTranslation("home");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("add.title")}
      closeButtonProps={{ "aria-label": t("add.cancel") }}
    >
      <AddForm onClose={onClose} />
    </Modal>
  );
}

function AddForm({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation("home");
  const client = useQueryClient();
  const [sentTo, setSentTo] = useState("");
  const form = useForm({
    initial: { number: "", email: "" },
    check: ({ number }) => ({ number: NUMBER.test(number.replaceAll(/\s/g, "")) ? undefined : t("add.number.wrong") }),
    submit: async (body) => {
      await answer(contracts.POST("/api/contracts/v1/bindings", { body }));
      setSentTo(body.email);
      await client.invalidateQueries({ queryKey: myRequests.queryKey });
    },
  });
  if (sentTo)
    return (
      <Stack>
        <Alert color="green" role="status">
          {t("add.sent", { email: sentTo })}
        </Alert>
        <Button onClick={onClose} data-autofocus>
          OK
        </Button>
      </Stack>
    );
  return (
    <form {...form.form}>
      <Stack>
        <FormProblem {...form.trouble} />
        <TextInput
          {...form.text("number")}
          label={t("add.number")}
          description={t("add.number.hint")}
          inputMode="numeric"
          autoComplete="off"
          data-autofocus
          required
        />
        <TextInput
          {...form.text("email")}
          label={t("add.email")}
          description={t("add.email.hint")}
          type="email"
          required
        />
        <Text size="sm" c="dimmed">
          {t("add.none")}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("add.cancel")}
          </Button>
          <Button type="submit" loading={form.busy}>
            {t("add.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
