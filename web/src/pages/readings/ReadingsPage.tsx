import { Stack, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { EmptyState, Failure, Loading } from "../../ui";
import { useMay } from "../contract/queries";
import { BulkInvitation } from "./BulkInvitation";
import { History } from "./History";
import { MeterCard } from "./MeterCard";
import { useMeters, useWindow } from "./queries";
import { ReadingModal } from "./ReadingModal";
import "./texts";
import { WindowNotice } from "./WindowNotice";

/** «Показания»: what can be submitted now, meter by meter, and what was submitted before. */
export function ReadingsPage({ number }: { readonly number: string }) {
  const { t } = useTranslation("readings");
  const meters = useMeters(number);
  const window = useWindow(number);
  const maySubmit = useMay(number, "submit");

  if (meters.isError || window.isError) return <Failure of={meters.isError ? meters : window} />;
  if (!meters.data || !window.data) return <Loading rows={5} />;
  if (!meters.data.items.length) return <EmptyState title={t("none.title")}>{t("none.text")}</EmptyState>;
  const points = new Map(window.data.points.map((point) => [point.code, point]));
  return (
    <Stack gap="lg">
      <WindowNotice window={window.data} />
      {maySubmit && <BulkInvitation number={number} />}
      <Stack gap="md" component="section" aria-labelledby="meters-title">
        <Title order={2} size="h3" id="meters-title">
          {t("meters")}
        </Title>
        {meters.data.items.map((meter) => (
          <MeterCard
            key={meter.id}
            number={number}
            meter={meter}
            window={points.get(meter.delivery_point.code) ?? window.data}
          />
        ))}
      </Stack>
      <History meters={meters.data.items} />
      <ReadingModal number={number} />
    </Stack>
  );
}
