import { Group } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { ButtonTo } from "../../ui";
import { Section } from "./Section";

/** The way to webhooks, which have a page of their own. */
export function Webhooks() {
  const { t } = useTranslation("profile");
  return (
    <Section title={t("webhooks")} lead={t("webhooks.lead")}>
      <Group>
        <ButtonTo to="/webhooks" variant="default">
          {t("webhooks.open")}
        </ButtonTo>
      </Group>
    </Section>
  );
}
