import { Badge, Group, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { formatDate, formatNumber } from "../../format";
import { useLang } from "../../i18n";
import { Facts } from "../../ui";
import type { Meter, Point } from "./queries";

/** A delivery point and what measures there. */
export function PointCard({ point }: { readonly point: Point }) {
  const { t } = useTranslation("contract");
  return (
    <Stack gap="sm" component="section">
      <div>
        <Title order={3} size="h4">
          {point.name ?? point.code}
        </Title>
        <Text size="sm" c="dimmed">
          {[point.code, point.address].filter(Boolean).join(" · ")}
        </Text>
        {point.window && (
          <Text size="sm">{t("window", { from: point.window.opens_day, to: point.window.closes_day })}</Text>
        )}
      </div>
      {point.meters.map((meter) => (
        <MeterFacts key={meter.serial} meter={meter} />
      ))}
    </Stack>
  );
}

function MeterFacts({ meter }: { readonly meter: Meter }) {
  const { t } = useTranslation("contract");
  const lang = useLang();
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Text fw={600}>{t("meter", { serial: meter.serial })}</Text>
        {meter.remote_read && <Badge variant="light">{t("remote")}</Badge>}
        {meter.removed_on && <Badge color="gray">{t("removed", { date: formatDate(meter.removed_on, lang) })}</Badge>}
      </Group>
      <Facts
        items={[
          [t("model"), meter.model],
          [t("zones"), meter.zones.map((zone) => t(zone)).join(", ")],
          [t("multiplier"), formatNumber(meter.multiplier, lang)],
          [t("digits"), meter.decimals ? `${meter.digits} + ${meter.decimals}` : meter.digits],
          [t("verification"), meter.next_verification_on && formatDate(meter.next_verification_on, lang)],
        ]}
      />
    </Stack>
  );
}
