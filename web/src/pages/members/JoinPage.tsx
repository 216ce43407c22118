import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { answer, contracts, isProblem } from "../../api";
import { useMe } from "../../api/session";
import { formatInstant } from "../../format";
import { useLang } from "../../i18n";
import { ButtonTo, Facts, Failure, FormProblem, Loading, Narrow } from "../../ui";
import { NoToken, Outcome } from "../links/Outcome";
import { useToken } from "../links/token";
import "./texts";

const PATH = "/api/contracts/v1/member-invitations/{token}";

/** An invitation by letter: accepted by whoever is signed in with the address it came to. */
export function JoinPage() {
  const { t } = useTranslation("members");
  const lang = useLang();
  const token = useToken();
  const user = useMe();
  const client = useQueryClient();
  const offered = useQuery({
    queryKey: ["invitation", token],
    queryFn: ({ signal }) => answer(contracts.GET(PATH, { params: { path: { token } }, signal })),
    enabled: token !== "",
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const answering = useMutation({
    mutationFn: (decision: "accept" | "decline") =>
      answer(contracts.POST(PATH, { params: { path: { token } }, body: { decision } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["contracts"] }),
  });
  if (!token) return <NoToken />;
  if (answering.data)
    return <Outcome title={t(`join.${answering.data.status}`)} text={t(`join.${answering.data.status}Text`)} />;
  if (isProblem(offered.error) && !offered.error.passing)
    return <Outcome title={t("gone.title")} text={t("join.gone")} />;
  if (offered.isError) return <Failure of={offered} />;
  if (!offered.data) return <Loading />;
  const { number, party_name, role, email, invited_by, expires_at } = offered.data;
  const mine = user?.email_confirmed && user.email === email;
  return (
    <Narrow title={t("join.title")}>
      <Stack>
        <Facts
          items={[
            [
              t("join.number"),
              <b className="number" key="number">
                {number}
              </b>,
            ],
            [t("join.party"), party_name],
            [t("join.role"), t(role)],
            [t("join.by"), `${invited_by.name}, ${invited_by.email}`],
            [t("join.until"), formatInstant(expires_at, lang)],
          ]}
        />
        <FormProblem problem={answering.error} />
        {!mine && <Text size="sm">{t("join.as", { email })}</Text>}
        <Group grow preventGrowOverflow={false}>
          {mine ? (
            <Button loading={answering.isPending} onClick={() => answering.mutate("accept")}>
              {t("join.accept")}
            </Button>
          ) : (
            <ButtonTo to="/sign-in" search={{ next: "/join" }}>
              {t("signIn")}
            </ButtonTo>
          )}
          <Button variant="default" disabled={answering.isPending} onClick={() => answering.mutate("decline")}>
            {t("join.decline")}
          </Button>
        </Group>
      </Stack>
    </Narrow>
  );
}
