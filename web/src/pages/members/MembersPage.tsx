import { Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Failure, Loading } from "../../ui";
import { contractPage } from "../contract/queries";
import { DataTable } from "../parts/DataTable";
import { InviteForm } from "./InviteForm";
import { MemberActions } from "./MemberActions";
import { MemberRole, MemberState } from "./MemberFacts";
import { membersOf } from "./queries";
import "./texts";

/** «Участники»: who sees the contract, in which role; the owner invites, changes and ends, a member leaves. */
export function MembersPage({ number }: { readonly number: string }) {
  const { t } = useTranslation("members");
  const members = useQuery(membersOf(number));
  const isOwner = useQuery(contractPage(number)).data?.role === "owner";
  if (members.isError) return <Failure of={members} />;
  if (!members.data) return <Loading />;
  return (
    <Stack gap="md">
      <div>
        <Title order={2} size="h3">
          {t("title")}
        </Title>
        <Text c="dimmed">{t("lead")}</Text>
      </div>
      <DataTable
        caption={t("title")}
        rows={members.data.items}
        rowKey={(member) => member.id}
        columns={[
          {
            key: "who",
            head: t("who"),
            title: true,
            cell: (member) => [member.name, member.email].filter(Boolean).join(", "),
          },
          {
            key: "role",
            head: t("role"),
            cell: (member) => <MemberRole number={number} member={member} editable={isOwner} />,
          },
          { key: "state", head: t("state"), cell: (member) => <MemberState member={member} /> },
          {
            key: "do",
            head: "",
            cell: (member) => <MemberActions number={number} member={member} isOwner={isOwner} />,
          },
        ]}
      />
      {isOwner && <InviteForm number={number} />}
    </Stack>
  );
}
