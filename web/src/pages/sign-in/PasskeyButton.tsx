import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { enterByPasskey, passkeysWork } from "../../api/passkeys";
import type { Account } from "../../api/session";
import { FormProblem } from "../../ui";

export function PasskeyButton({ onEntered }: { readonly onEntered: (user: Account) => Promise<void> }) {
  const { t } = useTranslation("sign-in");
  const entering = useMutation({ mutationFn: enterByPasskey, onSuccess: (user) => user && onEntered(user) });
  if (!passkeysWork) return null;
  return (
    <>
      <FormProblem problem={entering.error} />
      <Button variant="default" loading={entering.isPending} onClick={() => entering.mutate()}>
        {t("in.passkey")}
      </Button>
    </>
  );
}
