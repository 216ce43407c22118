import { Alert, Button, Code, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { CopyButton } from "../parts/CopyButton";

/** Shown once. */
export function RecoveryCodes({ codes, onKept }: { readonly codes: readonly string[]; readonly onKept: () => void }) {
  const { t } = useTranslation("profile");
  return (
    <Alert title={t("codes.title")} color="yellow" role="status">
      <Stack gap="sm">
        <Text size="sm">{t("codes.text")}</Text>
        <Code block>{codes.join("\n")}</Code>
        <Group gap="xs">
          <CopyButton value={codes.join("\n")} label={t("codes.title")} />
          <Button size="xs" onClick={onKept}>
            {t("codes.kept")}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
