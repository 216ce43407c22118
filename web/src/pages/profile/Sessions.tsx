import { Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { answer, identity } from "../../api";
import { useSignOut } from "../../api/session";
import { formatInstant } from "../../format";
import { useLang } from "../../i18n";
import { ConfirmModal, Failure, Loading } from "../../ui";
import { DataTable } from "../parts/DataTable";
import { Section } from "./Section";

/** Where the account is signed in. */
export function Sessions() {
  const { t } = useTranslation("profile");
  const lang = useLang();
  const client = useQueryClient();
  const [opened, { open, close }] = useDisclosure();
  const leaving = useSignOut(true);
  const sessions = useQuery({
    queryKey: ["sessions"],
    queryFn: ({ signal }) => answer(identity.GET("/api/identity/v1/me/sessions", { signal })),
  });
  const ending = useMutation({
    mutationFn: (session_id: string) =>
      answer(identity.DELETE("/api/identity/v1/me/sessions/{session_id}", { params: { path: { session_id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["sessions"] }),
  });
  return (
    <Section title={t("sessions")}>
      {sessions.isError && <Failure of={sessions} />}
      {sessions.isPending && <Loading rows={2} />}
      {sessions.data && (
        <DataTable
          caption={t("sessions")}
          rows={sessions.data.items}
          rowKey={(session) => session.id}
          columns={[
            { key: "device", head: t("device"), title: true, cell: (session) => session.device },
            { key: "address", head: t("address"), cell: (session) => session.address },
            { key: "seen", head: t("seen"), cell: (session) => formatInstant(session.last_seen, lang) },
            {
              key: "end",
              head: "",
              cell: (session) =>
                session.current ? (
                  t("current")
                ) : (
                  <Button
                    size="compact-sm"
                    variant="default"
                    loading={ending.isPending && ending.variables === session.id}
                    onClick={() => ending.mutate(session.id)}
                  >
                    {t("end")}
                  </Button>
                ),
            },
          ]}
        />
      )}
      <Group>
        <Button variant="default" onClick={open}>
          {t("endAll")}
        </Button>
      </Group>
      <ConfirmModal
        title={t("endAll")}
        action={t("endAll")}
        opened={opened}
        onClose={close}
        onConfirm={() => leaving.mutateAsync()}
        danger
      >
        <Text size="sm">{t("endAll.text")}</Text>
      </ConfirmModal>
    </Section>
  );
}
