import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { LinkTo } from "../../ui";

/** The way to the file wizard. */
export function BulkInvitation({ number }: { readonly number: string }) {
  const { t } = useTranslation("readings");
  return (
    <Text size="sm">
      {t("bulk.text")}{" "}
      <LinkTo to="/contracts/$number/imports" params={{ number }}>
        {t("bulk.link")}
      </LinkTo>
    </Text>
  );
}
