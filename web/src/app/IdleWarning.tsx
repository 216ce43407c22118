import { Button, Modal, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { me, useMe } from "../api/session";

const WARN_BEFORE_SECONDS = 120;

/** Warns two minutes before a session ends of idleness; a press of the button keeps it. */
export function IdleWarning() {
  const { t } = useTranslation("app");
  const client = useQueryClient();
  const idle = useMe()?.session?.idle_seconds;
  const [warned, setWarned] = useState(false);

  useEffect(() => {
    if (!idle) return;
    const check = setInterval(() => {
      const asked = client
        .getQueryCache()
        .getAll()
        .map((query) => query.state.dataUpdatedAt);
      setWarned(Date.now() - Math.max(...asked) > (idle - WARN_BEFORE_SECONDS) * 1000);
    }, 10_000);
    return () => clearInterval(check);
  }, [idle, client]);

  const stay = () => {
    setWarned(false);
    void client.refetchQueries({ queryKey: me.queryKey });
  };
  return (
    <Modal opened={warned} onClose={stay} title={t("idle")} withCloseButton={false} centered>
      <Stack>
        <Text>{t("idleText", { minutes: WARN_BEFORE_SECONDS / 60 })}</Text>
        <Button onClick={stay}>{t("stay")}</Button>
      </Stack>
    </Modal>
  );
}
