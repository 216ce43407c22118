import { Anchor, List } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useLang } from "../../i18n";
import { Facts, Page } from "../../ui";
import "./texts";

const DISTRICTS = {
  ru: [
    "Адмиралтейский и Центральный",
    "Василеостровский и Петроградский",
    "Калининский и Выборгский",
    "Красногвардейский и Невский",
    "Московский и Фрунзенский",
  ],
  en: [
    "Admiralteysky and Tsentralny",
    "Vasileostrovsky and Petrogradsky",
    "Kalininsky and Vyborgsky",
    "Krasnogvardeysky and Nevsky",
    "Moskovsky and Frunzensky",
  ],
};

/** Phones, the central office and its hours, the district offices. */
export function ContactsPage() {
  const { t } = useTranslation("guide");
  const lang = useLang();
  const hours = { ru: "Пн–чт 8:30–17:30, пт 8:30–16:15", en: "Mon–Thu 8:30–17:30, Fri 8:30–16:15" };
  const office = { ru: "Санкт-Петербург, ул. Михайлова, д. 11", en: "11 Mikhailova St, Saint Petersburg" };
  return (
    <Page title={t("contacts")} lead={t("contacts.lead")}>
      <Facts
        items={[
          [
            t("phone"),
            <Anchor href="tel:+78123036969" key="phone" className="number">
              +7 812 303-69-69
            </Anchor>,
          ],
          [t("office"), office[lang]],
          [t("hours"), hours[lang]],
          [t("district"), <Districts key="districts" names={DISTRICTS[lang]} />],
        ]}
      />
    </Page>
  );
}

function Districts({ names }: { readonly names: readonly string[] }) {
  return (
    <List size="sm">
      {names.map((name) => (
        <List.Item key={name}>{name}</List.Item>
      ))}
    </List>
  );
}
