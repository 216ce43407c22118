import { Paper, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { formatDate, formatNumber, moscowDay } from "../../format";
import { useLang } from "../../i18n";
import { Facts } from "../../ui";
import { PointCard } from "./PointCard";
import { type ContractPage, contractPage } from "./queries";

/** The contract as registered: party, terms, delivery points, meters. */
export function DetailsPage({ number }: { readonly number: string }) {
  const { t } = useTranslation("contract");
  const { data } = useQuery(contractPage(number));
  if (!data) return null;
  return (
    <Stack gap="md">
      <Section title={t("party.title")}>
        <Party page={data} />
      </Section>
      <Section title={t("terms.title")}>
        <Terms page={data} />
      </Section>
      <Section title={t("points.title")}>
        {data.delivery_points.length === 0 && <Text c="dimmed">{t("points.none")}</Text>}
        {data.delivery_points.map((point) => (
          <PointCard key={point.code} point={point} />
        ))}
      </Section>
    </Stack>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Stack gap="md">
        <Title order={2} size="h3">
          {title}
        </Title>
        {children}
      </Stack>
    </Paper>
  );
}

function Party({ page }: { readonly page: ContractPage }) {
  const { t } = useTranslation("contract");
  const { kind, name, inn, kpp, ogrn } = page.party;
  return (
    <Facts
      items={[
        [t("name"), name],
        [t("kind"), t(kind)],
        [t("inn"), inn],
        [t("kpp"), kpp],
        [t("ogrn"), ogrn],
        [t("address"), page.address],
        [t("emails"), page.emails.join(", ")],
        [t("manager"), [page.manager?.name, page.manager?.phone, page.manager?.email].filter(Boolean).join(", ")],
      ]}
    />
  );
}

function Terms({ page }: { readonly page: ContractPage }) {
  const { t } = useTranslation("contract");
  const lang = useLang();
  return (
    <Facts
      items={[
        [t("signed"), page.signed_on && formatDate(page.signed_on, lang)],
        [t("until"), page.valid_until && formatDate(page.valid_until, lang)],
        [t("category"), page.price_category],
        [t("voltage"), page.voltage_level && t(page.voltage_level)],
        [t("power"), page.max_power_kw && t("kw", { power: formatNumber(page.max_power_kw, lang) })],
        [t("bound"), formatDate(moscowDay(new Date(page.bound_at)), lang)],
      ]}
    />
  );
}
