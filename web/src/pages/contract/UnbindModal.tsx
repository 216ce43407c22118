import { Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { answer, contracts } from "../../api";
import { ConfirmModal } from "../../ui";
import "./texts";

interface Props {
  /** The contract to take out of the account; null while none is asked about. */
  readonly number: string | null;
  readonly onClose: () => void;
  /** Where to go from a page of the contract that is about to vanish. */
  readonly leave?: () => Promise<void>;
}

/** Asks, then takes a contract out of the account and what was read of it out of memory. */
export function UnbindModal({ number, onClose, leave }: Props) {
  const { t } = useTranslation("contract");
  const client = useQueryClient();
  const unbind = async () => {
    const path = { number: number ?? "" };
    await answer(contracts.DELETE("/api/contracts/v1/contracts/{number}/binding", { params: { path } }));
    await leave?.();
    client.removeQueries({ queryKey: ["contract", number] });
    await client.invalidateQueries();
  };
  return (
    <ConfirmModal
      title={t("bin.title")}
      action={t("bin.do")}
      opened={number !== null}
      onClose={onClose}
      onConfirm={unbind}
      danger
    >
      <Text size="sm">{t("bin.text", { number })}</Text>
    </ConfirmModal>
  );
}
