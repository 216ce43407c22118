import { Group, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { formatInstant } from "../../format";
import { useLang } from "../../i18n";
import { EmptyState, Failure, Loading } from "../../ui";
import { DataTable } from "../parts/DataTable";
import { SaveButton } from "../parts/SaveButton";
import { type Act, ask, askAll, SERVICES } from "./calls";
import { Silent } from "./Silent";

/** What operators did, in all services, the newest first. */
export function AuditPart() {
  const { t } = useTranslation("ops");
  const lang = useLang();
  const found = useQuery({
    queryKey: ["ops", "audit"],
    queryFn: ({ signal }) =>
      askAll(async (service) => {
        const { items } = await ask<{ items: Omit<Act, "service">[] }>(service, "audit?limit=100", signal);
        return items.map((one): Act => ({ ...one, service }));
      }),
  });
  if (found.isError) return <Failure of={found} />;
  if (!found.data) return <Loading rows={4} />;
  const rows = [...found.data.items].sort((one, other) => other.at.localeCompare(one.at));
  return (
    <Stack gap="md">
      <Silent services={found.data.silent} />
      <Group gap="xs">
        {SERVICES.map((service) => (
          <SaveButton
            key={service}
            url={`/api/${service}/v1/ops/audit?format=csv`}
            label={`${t("export")}: ${service}`}
            subtle
          />
        ))}
      </Group>
      {rows.length === 0 ? (
        <EmptyState title={t("none")} />
      ) : (
        <DataTable
          caption={t("audit")}
          rows={rows}
          rowKey={(one) => one.id}
          columns={[
            { key: "at", head: t("at"), title: true, cell: (one) => formatInstant(one.at, lang) },
            { key: "service", head: t("service"), cell: (one) => one.service },
            { key: "action", head: t("action"), cell: (one) => one.action },
            { key: "subject", head: t("subject"), cell: (one) => one.subject },
            { key: "reason", head: t("reason"), cell: (one) => one.reason ?? "—" },
            { key: "operator", head: t("operator"), cell: (one) => one.operator_id },
          ]}
        />
      )}
    </Stack>
  );
}
