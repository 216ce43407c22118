import { Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { ConfirmModal } from "../../ui";
import { type Member, useMemberActions } from "./queries";

interface Props {
  readonly number: string;
  readonly member: Member;
  readonly isOwner: boolean;
}

/** What can be done with this member by whoever looks. */
export function MemberActions({ number, member, isOwner }: Props) {
  const { t } = useTranslation("members");
  const navigate = useNavigate();
  const [opened, { open, close }] = useDisclosure();
  const actions = useMemberActions(number);
  const leaving = member.you && !isOwner;
  if (member.role === "owner" || !(isOwner || leaving)) return null;
  const invited = member.state === "invited";
  const end = async () => {
    if (!leaving) return actions.remove(member.id);
    await actions.leave();
    await navigate({ to: "/" });
  };
  const label = invited ? t("withdraw") : t(leaving ? "leave" : "remove");
  return (
    <Group gap="xs">
      {invited && (
        <Button
          size="compact-sm"
          variant="default"
          loading={actions.resending.isPending}
          onClick={() => actions.resending.mutate(member.id)}
        >
          {t("resend")}
        </Button>
      )}
      <Button size="compact-sm" variant="default" onClick={open}>
        {label}
      </Button>
      <ConfirmModal
        title={t(leaving ? "leave.title" : "remove.title")}
        action={label}
        opened={opened}
        onClose={close}
        onConfirm={end}
        danger
      >
        <Text size="sm">
          {leaving ? t("leave.text") : t("remove.text", { who: member.email ?? member.name ?? "" })}
        </Text>
      </ConfirmModal>
    </Group>
  );
}
