import { Checkbox, List, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useLang } from "../../i18n";
import { Notice } from "../../ui";
import type { ReadingWarning } from "./model";

interface Props {
  readonly warnings: readonly ReadingWarning[];
  readonly confirmed: boolean;
  readonly insist: boolean;
  readonly onConfirm: (yes: boolean) => void;
}

/** The service's doubts in plain words, and the tick that says «I have looked, it is right». */
export function Warnings({ warnings, confirmed, insist, onConfirm }: Props) {
  const { t } = useTranslation("readings");
  const lang = useLang();
  return (
    <Notice color="yellow" title={t("doubt.title")} role="alert">
      <Stack gap="sm">
        <List size="sm" spacing={4}>
          {warnings.map((warning) => (
            <List.Item key={`${warning.code}-${warning.zone ?? ""}`}>
              <b>
                {t(`doubt.${warning.code}`)}
                {warning.zone && ` (${t(`zone.${warning.zone}`)})`}
              </b>
              {lang === "ru" ? `. ${warning.detail}` : `. ${t(`doubt_more.${warning.code}`)}`}
            </List.Item>
          ))}
        </List>
        <Text size="sm">{t("doubt.what")}</Text>
        <Checkbox
          checked={confirmed}
          onChange={(event) => onConfirm(event.currentTarget.checked)}
          label={t("doubt.confirm")}
          error={insist ? t("doubt.insist") : undefined}
        />
      </Stack>
    </Notice>
  );
}
