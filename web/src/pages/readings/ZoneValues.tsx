import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { formatReading } from "../../format";
import { useLang } from "../../i18n";

const ORDER = ["SINGLE", "DAY", "PEAK", "HALF_PEAK", "NIGHT"];

/** «День 10 700,00   Ночь 4 400,00», always in one order. */
export function ZoneValues({ values }: { readonly values: Readonly<Record<string, string>> }) {
  const { t } = useTranslation("readings");
  const lang = useLang();
  const zones = Object.keys(values).sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
  return (
    <Group gap="xs" component="span" display="inline-flex">
      {zones.map((zone) => (
        <Text key={zone} component="span" size="sm" style={{ whiteSpace: "nowrap" }}>
          {t(`zone.${zone}`)} <b>{formatReading(values[zone]!, lang)}</b>
        </Text>
      ))}
    </Group>
  );
}
