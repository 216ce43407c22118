import { Badge, Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { formatDate, formatDeadline, formatInstant, formatNumber, formatReading, trimmed } from "../../format";
import { useLang } from "../../i18n";
import { Notice } from "../../ui";
import { useMay } from "../contract/queries";
import { MeterForm } from "./MeterForm";
import type { Meter, PointWindow, Reading } from "./model";
import { Receipt } from "./Receipt";

interface Props {
  readonly number: string;
  readonly meter: Meter;
  readonly window: Pick<PointWindow, "open" | "opens_at" | "closes_at" | "period">;
}

/** A meter: its form, its receipt, or why there is nothing to submit. */
export function MeterCard({ number, meter, window }: Props) {
  const { t } = useTranslation("readings");
  const lang = useLang();
  const [receipt, setReceipt] = useState<Reading | null>(null);
  const [correcting, setCorrecting] = useState(false);
  const maySubmit = useMay(number, "submit");
  const sent = meter.registers.some((register) => register.last_submitted);
  const title = `meter-${meter.id}`;

  function body() {
    if (meter.remote_read) return <Explanation text={t("state.remote")} />;
    if (meter.removed_on)
      return <Explanation text={t("state.removed", { date: formatDate(meter.removed_on, lang) })} />;
    if (!maySubmit) return <Explanation text={t("state.role")} />;
    if (receipt)
      return (
        <Receipt
          key={receipt.id}
          reading={receipt}
          justNow
          onCorrect={window.open ? () => startCorrecting() : undefined}
        />
      );
    if (!window.open)
      return <Explanation text={t("state.closed", { instant: formatInstant(window.opens_at, lang) })} />;
    if (sent && !correcting)
      return <Sent meter={meter} until={window.closes_at} onCorrect={() => setCorrecting(true)} />;
    return (
      <MeterForm
        number={number}
        meter={meter}
        correcting={correcting}
        onDone={setReceipt}
        onCancel={correcting ? () => setCorrecting(false) : undefined}
      />
    );
  }

  function startCorrecting() {
    setReceipt(null);
    setCorrecting(true);
  }

  return (
    <Card withBorder component="article" aria-labelledby={title} padding="md">
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" gap="xs">
          <div>
            <Title order={3} size="h4" id={title}>
              {meter.delivery_point.name ?? meter.delivery_point.code}
            </Title>
            <Text size="sm" c="dimmed">
              {t("meter", { serial: meter.serial, model: meter.model ?? "" })}
              {meter.multiplier !== "1" &&
                ` · ${t("multiplier", { value: formatNumber(trimmed(meter.multiplier), lang) })}`}
            </Text>
            {meter.delivery_point.address && (
              <Text size="sm" c="dimmed">
                {meter.delivery_point.address}
              </Text>
            )}
          </div>
          {meter.remote_read && (
            <Badge variant="light" color="gray">
              {t("state.remote_badge")}
            </Badge>
          )}
        </Group>
        {body()}
      </Stack>
    </Card>
  );
}

function Explanation({ text }: { readonly text: string }) {
  return <Notice color="gray">{text}</Notice>;
}

/** What was submitted for this period already, and until when it may be replaced. */
function Sent({
  meter,
  until,
  onCorrect,
}: {
  readonly meter: Meter;
  readonly until: string;
  readonly onCorrect: () => void;
}) {
  const { t } = useTranslation("readings");
  const lang = useLang();
  const takenOn = meter.registers.find((register) => register.last_submitted)?.last_submitted?.taken_on;
  return (
    <Notice color="teal" title={t("sent.title", { date: takenOn ? formatDate(takenOn, lang) : "" })}>
      <Stack gap="xs" align="flex-start">
        <Group gap="lg">
          {meter.registers.map(({ zone, last_submitted: last, decimals }) => (
            <Text key={zone} size="sm">
              {t(`zone.${zone}`)}: <b>{last ? formatReading(last.value, lang, decimals) : "—"}</b>
            </Text>
          ))}
        </Group>
        <Text size="sm">{t("sent.until", { instant: formatDeadline(until, lang) })}</Text>
        <Button variant="default" onClick={onCorrect}>
          {t("correct")}
        </Button>
      </Stack>
    </Notice>
  );
}
