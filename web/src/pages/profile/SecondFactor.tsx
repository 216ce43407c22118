import { Button, Group, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { answer, type IdentitySchemas, identity } from "../../api";
import { type Account, me } from "../../api/session";
import { AskPassword } from "./AskPassword";
import { ConnectTotp } from "./ConnectTotp";
import { Passkeys } from "./Passkeys";
import { RecoveryCodes } from "./RecoveryCodes";
import { Section } from "./Section";

type Asked = "connect" | "disconnect" | "codes";

/** An application with codes, recovery codes, passkeys. */
export function SecondFactor({ user }: { readonly user: Account }) {
  const { t } = useTranslation("profile");
  const client = useQueryClient();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [enrolment, setEnrolment] = useState<IdentitySchemas["TotpEnrolment"] | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const { totp, recovery_codes_left } = user.second_factor;
  const refresh = () => client.invalidateQueries({ queryKey: me.queryKey });

  const onPassword = async (password: string) => {
    const body = { password };
    if (asked === "connect") setEnrolment(await answer(identity.POST("/api/identity/v1/me/totp", { body })));
    if (asked === "disconnect") await answer(identity.DELETE("/api/identity/v1/me/totp", { body }));
    if (asked === "codes")
      setCodes((await answer(identity.POST("/api/identity/v1/me/recovery-codes", { body }))).recovery_codes);
    await refresh();
  };
  const connected = async (given: readonly string[]) => {
    setEnrolment(null);
    setCodes(given);
    await refresh();
  };
  return (
    <Section title={t("factor")} lead={t("factor.lead")}>
      <Text>{totp ? t("totp.on", { left: recovery_codes_left }) : t("totp.off")}</Text>
      <Group gap="xs">
        {totp ? (
          <>
            <Button variant="default" onClick={() => setAsked("codes")}>
              {t("codes.new")}
            </Button>
            <Button variant="default" onClick={() => setAsked("disconnect")}>
              {t("totp.disconnect")}
            </Button>
          </>
        ) : (
          <Button onClick={() => setAsked("connect")}>{t("totp.connect")}</Button>
        )}
      </Group>
      {enrolment && <ConnectTotp enrolment={enrolment} onConnected={connected} />}
      {codes && <RecoveryCodes codes={codes} onKept={() => setCodes(null)} />}
      <AskPassword
        title={asked === "codes" ? t("codes.new") : t(asked === "disconnect" ? "totp.disconnect" : "totp.connect")}
        opened={asked !== null}
        onClose={() => setAsked(null)}
        onPassword={onPassword}
      />
      <Passkeys />
    </Section>
  );
}
