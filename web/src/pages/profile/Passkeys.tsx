import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { answer, identity } from "../../api";
import { makePasskey, passkeysWork } from "../../api/passkeys";
import { me } from "../../api/session";
import { formatDate, moscowDay } from "../../format";
import { useLang } from "../../i18n";
import { Failure, FormProblem } from "../../ui";
import { AskPassword } from "./AskPassword";

/** Keys that sign in without a password. */
export function Passkeys() {
  const { t } = useTranslation("profile");
  const lang = useLang();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const passkeys = useQuery({
    queryKey: ["passkeys"],
    queryFn: ({ signal }) => answer(identity.GET("/api/identity/v1/me/passkeys", { signal })),
  });
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: ["passkeys"] });
    await client.invalidateQueries({ queryKey: me.queryKey });
  };
  const removing = useMutation({
    mutationFn: (passkey_id: string) =>
      answer(identity.DELETE("/api/identity/v1/me/passkeys/{passkey_id}", { params: { path: { passkey_id } } })),
    onSuccess: refresh,
  });
  return (
    <Stack gap="sm">
      <Title order={3} size="h4">
        {t("passkeys")}
      </Title>
      {passkeys.isError && <Failure of={passkeys} />}
      {passkeys.data?.items.length === 0 && <Text c="dimmed">{t("passkeys.none")}</Text>}
      {passkeys.data?.items.map((passkey) => (
        <Group key={passkey.id} justify="space-between">
          <Text>
            {passkey.name}, {formatDate(moscowDay(new Date(passkey.created_at)), lang)}
          </Text>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`${t("unbind")}: ${passkey.name}`}
            loading={removing.isPending && removing.variables === passkey.id}
            onClick={() => removing.mutate(passkey.id)}
          >
            {t("unbind")}
          </Button>
        </Group>
      ))}
      <FormProblem problem={removing.error} />
      <Group>
        {passkeysWork ? (
          <Button variant="default" onClick={() => setAsking(true)}>
            {t("passkeys.add")}
          </Button>
        ) : (
          <Text size="sm">{t("passkeys.unable")}</Text>
        )}
      </Group>
      <AskPassword
        title={t("passkeys.add")}
        opened={asking}
        onClose={() => setAsking(false)}
        onPassword={async (password) => {
          await makePasskey(t("passkeys.mine"), password);
          await refresh();
        }}
      />
    </Stack>
  );
}
