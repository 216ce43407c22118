import { List, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import {
  compare,
  decimal,
  formatKwh,
  formatMoney,
  formatNumber,
  multiply,
  subtract,
  toText,
  trimmed,
} from "../../format";
import { useLang } from "../../i18n";
import type { ChargeLine } from "./queries";

/** From the readings to the sum of a line, in the order in which it was counted; what was not told is left out. */
export function Steps({ line }: { readonly line: ChargeLine }) {
  const { t } = useTranslation("charges");
  const lang = useLang();
  const plain = (text: string) => formatNumber(text, lang);
  const counted = countedVolume(line);
  return (
    <List size="sm" spacing={2} type="ordered">
      {counted !== null && (
        <List.Item>
          {t("step.readings")}: ({plain(line.current!)} − {plain(line.previous!)}) ×{" "}
          {plain(trimmed(line.multiplier ?? "1"))} = <b>{formatKwh(counted, lang)}</b>
        </List.Item>
      )}
      {line.volume_kwh && (counted === null || compare(decimal(counted), decimal(line.volume_kwh)) !== 0) && (
        <List.Item>
          {t(counted === null ? "step.volume" : "step.corrected")}: <b>{formatKwh(line.volume_kwh, lang)}</b>
        </List.Item>
      )}
      {line.price && (
        <List.Item>
          {t("step.price")}: {line.volume_kwh && `${formatKwh(line.volume_kwh, lang)} × `}
          {plain(line.price)} {t("per_kwh")} = <b>{formatMoney(line.net, lang)}</b>
          {line.components && line.components.length > 0 && (
            <Text size="xs" c="dimmed">
              {t("step.components")}:{" "}
              {line.components.map((part) => `${t(`component.${part.kind}`)} ${plain(part.price)}`).join(" + ")}
            </Text>
          )}
        </List.Item>
      )}
      <List.Item>
        {line.vat_rate ? t("step.vat", { rate: plain(trimmed(line.vat_rate)) }) : t("step.no_vat")}:{" "}
        {formatMoney(line.net, lang)} + {formatMoney(line.vat, lang)} = <b>{formatMoney(line.gross, lang)}</b>
      </List.Item>
    </List>
  );
}

function countedVolume(line: ChargeLine): string | null {
  if (!line.previous || !line.current) return null;
  const moved = subtract(decimal(line.current), decimal(line.previous));
  return toText(multiply(moved, decimal(line.multiplier ?? "1")));
}
