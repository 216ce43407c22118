import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Failure, Loading } from "../../ui";
import { DataTable } from "../parts/DataTable";
import { ask, askAll, type Overview } from "./calls";
import { Silent } from "./Silent";

/** How every service stands, asked again every few seconds. */
export function OverviewPart() {
  const { t } = useTranslation("ops");
  const found = useQuery({
    queryKey: ["ops", "overview"],
    queryFn: ({ signal }) => askAll(async (service) => [await ask<Overview>(service, "overview", signal)]),
    refetchInterval: 5_000,
  });
  if (found.isError) return <Failure of={found} />;
  if (!found.data) return <Loading rows={5} />;
  return (
    <>
      <Silent services={found.data.silent} />
      <DataTable
        caption={t("overview")}
        rows={found.data.items}
        rowKey={(one) => one.service}
        columns={[
          { key: "service", head: t("service"), title: true, cell: (one) => one.service },
          { key: "ready", head: t("ready"), cell: (one) => <Ready checks={one.ready} /> },
          { key: "outbox", head: t("outbox"), cell: (one) => one.events.outbox.depth },
          { key: "oldest", head: t("oldest"), cell: (one) => one.events.outbox.oldest_seconds },
          { key: "keys", head: t("keys"), cell: (one) => one.events.parked_keys + one.events.outbox.parked },
          { key: "lag", head: t("lag"), cell: (one) => <Lag of={one} /> },
          { key: "facts", head: t("facts"), cell: (one) => <Facts of={one} /> },
        ]}
      />
    </>
  );
}

function Ready({ checks }: { readonly checks: Readonly<Record<string, string>> }) {
  const { t } = useTranslation("ops");
  const bad = Object.entries(checks).filter(([, said]) => said !== "ok");
  if (bad.length === 0) return t("well");
  return (
    <Text c="red.8" size="sm">
      {bad.map(([name, said]) => `${name}: ${said}`).join("; ")}
    </Text>
  );
}

function Lag({ of }: { readonly of: Overview }) {
  return of.events.lag.map((one) => (
    <Text key={`${one.consumer} ${one.topic}`} size="sm">
      {one.topic}: {one.records}
    </Text>
  ));
}

function Facts({ of }: { readonly of: Overview }) {
  return Object.entries(of.facts).map(([name, value]) => (
    <Text key={name} size="sm" ff="monospace">
      {name}: {JSON.stringify(value, null, 1)}
    </Text>
  ));
}
