import { Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ConfirmModal } from "../../ui";

interface Props {
  readonly title: string;
  readonly text?: string;
  readonly onClose: () => void;
  readonly onConfirm: (reason: string) => Promise<unknown>;
}

/** Nothing is done to others without a reason on record. */
export function ReasonModal({ title, text, onClose, onConfirm }: Props) {
  const { t } = useTranslation("ops");
  const [reason, setReason] = useState("");
  return (
    <ConfirmModal title={title} action={title} opened onClose={onClose} onConfirm={() => onConfirm(reason)} danger>
      {text && <Text size="sm">{text}</Text>}
      <TextInput
        label={t("why")}
        value={reason}
        maxLength={500}
        required
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmModal>
  );
}
