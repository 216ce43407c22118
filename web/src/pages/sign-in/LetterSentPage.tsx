import { Alert, Button, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { answer, identity, isProblem } from "../../api";
import { me, useMe } from "../../api/session";
import { FormProblem, Narrow } from "../../ui";
import "./texts";

const PAUSE_SECONDS = 60;

/** The letter is on its way: asked for again after a pause, and gone from here once the address is confirmed. */
export function LetterSentPage() {
  const { t } = useTranslation("sign-in");
  const user = useMe();
  const to = (useSearch({ strict: false }) as Record<string, string | undefined>).to;
  const [left, wait] = useCountdown();
  const again = useMutation({
    mutationFn: () => answer(identity.POST("/api/identity/v1/auth/resend-confirmation")),
    onSuccess: () => wait(PAUSE_SECONDS),
    onError: (error) => isProblem(error, 429) && wait(error.retryAfter ?? PAUSE_SECONDS),
  });
  const confirmed = useConfirmed();
  return (
    <Narrow title={t("sent.title")} lead={t("sent.lead", { email: to ?? user?.email ?? "" })}>
      <Stack>
        <Text size="sm">{t("sent.spam")}</Text>
        <div role="status">{again.isSuccess && <Text size="sm">{t("sent.done")}</Text>}</div>
        {!isProblem(again.error, 429) && <FormProblem problem={again.error} />}
        <Button variant="default" disabled={left > 0} loading={again.isPending} onClick={() => again.mutate()}>
          {left > 0 ? t("sent.wait", { seconds: left }) : t("sent.again")}
        </Button>
        <Button loading={confirmed.isPending} onClick={() => confirmed.mutate()}>
          {t("sent.confirmed")}
        </Button>
        {confirmed.data === false && (
          <Alert color="yellow" role="status">
            {t("sent.notYet")}
          </Alert>
        )}
      </Stack>
    </Narrow>
  );
}

function useConfirmed() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async () => {
      const user = await client.fetchQuery({ ...me, staleTime: 0 });
      if (!user) await navigate({ to: "/sign-in" });
      else if (user.email_confirmed) await navigate({ to: "/" });
      return Boolean(user?.email_confirmed);
    },
  });
}

/** Seconds that are left, and how to begin to wait. */
function useCountdown(): [number, (seconds: number) => void] {
  const [until, setUntil] = useState(0);
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (until <= now) return;
    const tick = setTimeout(() => setNow(Date.now()), 1000);
    return () => clearTimeout(tick);
  }, [until, now]);
  const wait = (seconds: number) => {
    setNow(Date.now());
    setUntil(Date.now() + seconds * 1000);
  };
  return [Math.max(0, Math.ceil((until - now) / 1000)), wait];
}
