import { Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { answer, contracts } from "../../api";
import { ConfirmModal } from "../../ui";

/** «Корзина»: asks, then takes the contract out of the account. */
export function Bin({ number }: { readonly number: string }) {
  const { t } = useTranslation("contract");
  const client = useQueryClient();
  const navigate = useNavigate();
  const [opened, { open, close }] = useDisclosure();
  const unbind = async () => {
    await answer(contracts.DELETE("/api/contracts/v1/contracts/{number}/binding", { params: { path: { number } } }));
    await navigate({ to: "/" });
    client.removeQueries({ queryKey: ["contract", number] });
    await client.invalidateQueries();
  };
  return (
    <Group justify="flex-end" className="no-print">
      <Button variant="subtle" color="red" c="var(--mantine-color-error)" onClick={open} leftSection={<BinIcon />}>
        {t("bin")}
      </Button>
      <ConfirmModal
        title={t("bin.title")}
        action={t("bin.do")}
        opened={opened}
        onClose={close}
        onConfirm={unbind}
        danger
      >
        <Text size="sm">{t("bin.text", { number })}</Text>
      </ConfirmModal>
    </Group>
  );
}

function BinIcon() {
  return (
    <svg
      width="18"
      height="18"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      aria-hidden="true"
    >
      <path d="M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v6M14 11v6" />
    </svg>
  );
}
