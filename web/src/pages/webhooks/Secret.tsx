import { Alert, Code } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { CopyButton } from "../parts/CopyButton";

/** A secret, this once. */
export function Secret({ value }: { readonly value: string }) {
  const { t } = useTranslation("webhooks");
  return (
    <Alert color="gray" title={t("once")} role="status">
      <Code block>{value}</Code>
      <CopyButton value={value} label={t("secret")} />
    </Alert>
  );
}
