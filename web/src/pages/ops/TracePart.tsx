import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { formatInstant } from "../../format";
import { useLang } from "../../i18n";
import { Failure } from "../../ui";
import { DataTable } from "../parts/DataTable";
import { Asking } from "./Asking";
import { ask, askAll, type Trace } from "./calls";
import { Silent } from "./Silent";

/** Where one event is, in every service. */
export function TracePart() {
  const { t } = useTranslation("ops");
  const [id, setId] = useState("");
  const found = useQuery({
    queryKey: ["ops", "trace", id],
    enabled: id !== "",
    queryFn: ({ signal }) =>
      askAll(async (service): Promise<Trace[]> => {
        const trace = await ask<Omit<Trace, "service">>(service, `events/${encodeURIComponent(id)}`, signal);
        return [{ ...trace, service }];
      }),
  });
  return (
    <Stack gap="md">
      <Asking label={t("event")} onAsk={setId} />
      {found.isError && <Failure of={found} />}
      {found.data && (
        <>
          <Silent services={found.data.silent} />
          <DataTable
            caption={t("trace")}
            rows={found.data.items}
            rowKey={(one) => one.service}
            columns={[
              { key: "service", head: t("service"), title: true, cell: (one) => one.service },
              { key: "state", head: t("state"), cell: (one) => <State of={one} /> },
            ]}
          />
        </>
      )}
    </Stack>
  );
}

function State({ of }: { readonly of: Trace }) {
  const { t } = useTranslation("ops");
  const lang = useLang();
  const said = [
    of.waits_since && `${t("waits")} ${formatInstant(of.waits_since, lang)}`,
    of.never_sent_because,
    ...of.handled.map((one) => `${t("handled")}: ${one.consumer}, ${formatInstant(one.at, lang)}`),
    ...of.parked.map((one) => `${t("parked")}: ${one.key}, ${one.reason}`),
  ].filter(Boolean);
  return <Text size="sm">{said.join("; ") || t("unknown")}</Text>;
}
