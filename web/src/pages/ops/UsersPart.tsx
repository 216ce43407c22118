import { Button, Group, Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { IdentitySchemas } from "../../api";
import { EmptyState, Failure } from "../../ui";
import { DataTable } from "../parts/DataTable";
import { Asking } from "./Asking";
import { act, ask } from "./calls";
import { ReasonModal } from "./ReasonModal";

type Found = IdentitySchemas["FoundUserBody"];
const ACTS = ["lock", "unlock", "end-sessions", "disconnect-totp", "resend-confirmation"] as const;

interface Doing {
  readonly user: Found;
  readonly what: (typeof ACTS)[number];
}

/** Nothing is offered that would change nothing. */
function isFit(what: Doing["what"], user: Found): boolean {
  if (what === "disconnect-totp") return user.second_factor.totp;
  return what !== (user.locked_at ? "lock" : "unlock");
}

/** Find a user, lock him out, end his sessions, disconnect an application that he lost, send the letter again. */
export function UsersPart() {
  const { t } = useTranslation("ops");
  const client = useQueryClient();
  const [query, setQuery] = useState("");
  const [doing, setDoing] = useState<Doing | null>(null);
  const found = useQuery({
    queryKey: ["ops", "users", query],
    enabled: query !== "",
    queryFn: ({ signal }) => ask<{ items: Found[] }>("identity", `users?q=${encodeURIComponent(query)}`, signal),
  });
  const confirm = async ({ user, what }: Doing, reason: string) => {
    await act("identity", `users/${user.id}:${what}`, reason);
    await client.invalidateQueries({ queryKey: ["ops"] });
  };
  return (
    <Stack gap="md">
      <Asking label={t("query")} onAsk={setQuery} />
      {found.isError && <Failure of={found} />}
      {found.data?.items.length === 0 && <EmptyState title={t("none")} />}
      {found.data && found.data.items.length > 0 && (
        <DataTable
          caption={t("users")}
          rows={found.data.items}
          rowKey={(user) => user.id}
          columns={[
            { key: "email", head: t("email"), title: true, cell: (user) => user.email },
            { key: "name", head: t("name"), cell: (user) => user.name ?? "—" },
            { key: "state", head: t("state"), cell: (user) => t(user.locked_at ? "locked" : "active") },
            {
              key: "do",
              head: "",
              cell: (user) => (
                <Group gap={4}>
                  {ACTS.filter((what) => isFit(what, user)).map((what) => (
                    <Button key={what} size="compact-sm" variant="default" onClick={() => setDoing({ user, what })}>
                      {t(what)}
                    </Button>
                  ))}
                </Group>
              ),
            },
          ]}
        />
      )}
      {doing && (
        <ReasonModal
          title={t(doing.what)}
          onClose={() => setDoing(null)}
          onConfirm={(reason) => confirm(doing, reason)}
        />
      )}
    </Stack>
  );
}
