import { Button, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { answer, identity, isProblem } from "../../api";
import { me } from "../../api/session";
import { FormProblem, Narrow } from "../../ui";
import { NoToken, Outcome } from "./Outcome";
import { useToken } from "./token";
import "./texts";

/** A button, not the opening of the page: mail scanners open links, and some of them run scripts. */
export function ConfirmEmailPage() {
  const { t } = useTranslation("links");
  const token = useToken();
  const client = useQueryClient();
  const confirming = useMutation({
    mutationFn: () => answer(identity.POST("/api/identity/v1/auth/confirm-email", { body: { token } })),
    onSuccess: () => client.invalidateQueries({ queryKey: me.queryKey }),
  });
  if (!token) return <NoToken />;
  if (confirming.isSuccess) {
    const already = Boolean(confirming.data);
    return <Outcome title={t(already ? "mail.already" : "mail.done")} text={t("mail.doneText")} />;
  }
  if (isProblem(confirming.error) && !confirming.error.passing)
    return <Outcome title={t("gone.title")} text={t("mail.gone")} />;
  return (
    <Narrow title={t("mail.title")} lead={t("mail.lead")}>
      <Stack>
        <FormProblem problem={confirming.error} />
        <Button loading={confirming.isPending} onClick={() => confirming.mutate()}>
          {t("mail.do")}
        </Button>
      </Stack>
    </Narrow>
  );
}
