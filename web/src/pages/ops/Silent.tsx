import { Alert } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** Which services did not answer. */
export function Silent({ services }: { readonly services: readonly string[] }) {
  const { t } = useTranslation("ui");
  if (services.length === 0) return null;
  return (
    <Alert color="red" role="alert" title={t("failed")}>
      {services.join(", ")}
    </Alert>
  );
}
