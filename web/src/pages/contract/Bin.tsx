import { Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import classes from "./ContractLayout.module.css";
import { UnbindModal } from "./UnbindModal";

/** «Корзина»: asks, then takes the contract out of the account. */
export function Bin({ number }: { readonly number: string }) {
  const { t } = useTranslation("contract");
  const navigate = useNavigate();
  const [opened, { open, close }] = useDisclosure();
  return (
    <Group justify="flex-end" className="no-print">
      <Button
        variant="subtle"
        className={classes.bin}
        color="red"
        c="var(--mantine-color-error)"
        onClick={open}
        leftSection={<BinIcon />}
      >
        {t("bin")}
      </Button>
      <UnbindModal number={opened ? number : null} onClose={close} leave={() => navigate({ to: "/" })} />
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
