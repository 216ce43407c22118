import { Button, Group, Modal, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { FormProblem } from "./FormProblem";

interface Props {
  readonly title: string;
  readonly children: ReactNode;
  readonly action: string;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onConfirm: () => Promise<unknown>;
  /** Whether something is lost by it. */
  readonly danger?: boolean;
}

/** Asks before something happens; stays open, with the reason, when it did not. */
export function ConfirmModal({ title, children, action, opened, onClose, onConfirm, danger = false }: Props) {
  const { t } = useTranslation("ui");
  const doing = useMutation({ mutationFn: onConfirm, onSuccess: onClose });
  const close = () => {
    doing.reset();
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ "aria-label": t("close") }} centered>
      <Stack gap="md">
        {children}
        <FormProblem problem={doing.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close} data-autofocus>
            {t("cancel")}
          </Button>
          <Button color={danger ? "red.8" : undefined} loading={doing.isPending} onClick={() => doing.mutate()}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
