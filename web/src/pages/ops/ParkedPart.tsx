import { Button, Code, Group, Stack, Title } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { formatInstant } from "../../format";
import { useLang } from "../../i18n";
import { EmptyState, Failure, Loading } from "../../ui";
import { DataTable } from "../parts/DataTable";
import { act, ask, askAll, type ParkedKey, type ParkedRecord } from "./calls";
import { ReasonModal } from "./ReasonModal";
import { Silent } from "./Silent";

interface Doing {
  readonly key: ParkedKey;
  readonly what: "retry" | "drop";
}

/** Keys that wait for an operator in all services: look, retry in order, drop. */
export function ParkedPart() {
  const { t } = useTranslation("ops");
  const lang = useLang();
  const client = useQueryClient();
  const [shown, show] = useState<ParkedKey | null>(null);
  const [doing, setDoing] = useState<Doing | null>(null);
  const found = useQuery({
    queryKey: ["ops", "parked"],
    queryFn: ({ signal }) =>
      askAll(async (service) => {
        const { items } = await ask<{ items: Omit<ParkedKey, "service">[] }>(service, "parked", signal);
        return items.map((one): ParkedKey => ({ ...one, service }));
      }),
    refetchInterval: 10_000,
  });
  if (found.isError) return <Failure of={found} />;
  if (!found.data) return <Loading rows={4} />;
  const confirm = async ({ key, what }: Doing, reason: string) => {
    await act(key.service, `parked/${key.id}:${what}`, reason);
    show(null);
    await client.invalidateQueries({ queryKey: ["ops"] });
  };
  return (
    <Stack gap="md">
      <Silent services={found.data.silent} />
      {found.data.items.length === 0 ? (
        <EmptyState title={t("none")} />
      ) : (
        <DataTable
          caption={t("parked")}
          rows={found.data.items}
          rowKey={(one) => one.id}
          columns={[
            { key: "key", head: t("key"), title: true, cell: (one) => one.key },
            { key: "service", head: t("service"), cell: (one) => one.service },
            { key: "type", head: t("type"), cell: (one) => one.type ?? "—" },
            { key: "reason", head: t("reason"), cell: (one) => one.reason },
            { key: "since", head: t("since"), cell: (one) => formatInstant(one.parked_at, lang) },
            { key: "behind", head: t("behind"), cell: (one) => one.behind },
            {
              key: "do",
              head: "",
              cell: (one) => (
                <Group gap={4} wrap="nowrap">
                  <Button size="compact-sm" variant="default" onClick={() => show(one)}>
                    {t("look")}
                  </Button>
                  <Button size="compact-sm" variant="default" onClick={() => setDoing({ key: one, what: "retry" })}>
                    {t("retry")}
                  </Button>
                  <Button size="compact-sm" color="red.8" onClick={() => setDoing({ key: one, what: "drop" })}>
                    {t("drop")}
                  </Button>
                </Group>
              ),
            },
          ]}
        />
      )}
      {shown && <Records of={shown} />}
      {doing && (
        <ReasonModal
          title={t(doing.what)}
          text={t(`${doing.what}.text`, { count: doing.key.behind + 1 })}
          onClose={() => setDoing(null)}
          onConfirm={(reason) => confirm(doing, reason)}
        />
      )}
    </Stack>
  );
}

function Records({ of }: { readonly of: ParkedKey }) {
  const { t } = useTranslation("ops");
  const found = useQuery({
    queryKey: ["ops", "parked", of.id],
    queryFn: ({ signal }) => ask<{ items: ParkedRecord[] }>(of.service, `parked/${of.id}`, signal),
  });
  return (
    <Stack gap="xs" component="section">
      <Title order={2} size="h3">
        {t("records", { key: of.key })}
      </Title>
      <Failure of={found} />
      {found.data?.items.map((record) => (
        <Code block tabIndex={0} key={`${record.partition} ${record.offset}`}>
          {JSON.stringify(record, null, 2)}
        </Code>
      ))}
    </Stack>
  );
}
