import { Button, Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { answer, identity } from "../../api";
import { me, useSignOut } from "../../api/session";
import { FormProblem, Loading, Narrow, useForm } from "../../ui";
import { useEnter } from "./enter";
import { EMPTY_PROFILE, missing, ProfileFields } from "./ProfileFields";
import "./texts";

/** «Давайте познакомимся»: nothing else works until it is filled; «Выход» does. */
export function IntroducePage() {
  const { t } = useTranslation("sign-in");
  const client = useQueryClient();
  const user = useQuery(me);
  const enter = useEnter();
  const leaving = useSignOut();
  const form = useForm({
    initial: EMPTY_PROFILE,
    check: (values) => missing(values, t("needed")),
    submit: async (values) => {
      const body = { ...values, patronymic: values.patronymic.trim() || null };
      await answer(identity.PUT("/api/identity/v1/me/profile", { body }));
      const now = await client.fetchQuery({ ...me, staleTime: 0 });
      if (now) await enter(now);
    },
  });
  if (user.isPending) return <Loading />;
  if (!user.data) return <Navigate to="/sign-in" />;
  return (
    <Narrow title={t("who.title")} lead={t("who.lead")}>
      <form {...form.form}>
        <Stack>
          <FormProblem {...form.trouble} />
          <ProfileFields form={form} />
          <Button type="submit" loading={form.busy}>
            {t("who.do")}
          </Button>
          <Button variant="subtle" loading={leaving.isPending} onClick={() => leaving.mutate()}>
            {t("who.out")}
          </Button>
        </Stack>
      </form>
    </Narrow>
  );
}
