import { NativeSelect, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { formatDate, moscowDay } from "../../format";
import { useLang } from "../../i18n";
import { type InvitedRole, type Member, ROLES, useMemberActions } from "./queries";

interface Props {
  readonly number: string;
  readonly member: Member;
  readonly editable: boolean;
}

export function MemberRole({ number, member, editable }: Props) {
  const { t } = useTranslation("members");
  const { changing } = useMemberActions(number);
  if (!editable || member.role === "owner" || member.state === "invited") return <>{t(member.role)}</>;
  return (
    <NativeSelect
      aria-label={`${t("role")}: ${member.email ?? ""}`}
      size="xs"
      value={member.role}
      disabled={changing.isPending}
      error={changing.error?.message}
      data={ROLES.map((role) => ({ value: role, label: t(role) }))}
      onChange={(event) => changing.mutate({ id: member.id, role: event.currentTarget.value as InvitedRole })}
    />
  );
}

export function MemberState({ member }: { readonly member: Member }) {
  const { t } = useTranslation("members");
  const lang = useLang();
  const day = (instant: string) => formatDate(moscowDay(new Date(instant)), lang);
  return (
    <Text size="sm" component="span">
      {member.state === "invited" && member.expires_at && t("invited", { date: day(member.expires_at) })}
      {member.state === "active" && member.joined_at && t("active", { date: day(member.joined_at) })}
      {member.you && `, ${t("you")}`}
    </Text>
  );
}
