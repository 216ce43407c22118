import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { answer, contracts, isProblem } from "../../api";
import { formatInstant } from "../../format";
import { useLang } from "../../i18n";
import { Facts, Failure, FormProblem, Loading, Narrow } from "../../ui";
import { NoToken, Outcome } from "./Outcome";
import { useToken } from "./token";
import "./texts";

const PATH = "/api/contracts/v1/binding-confirmations/{token}";

/** What would be bound and for whom; the owner of the contract's e-mail decides, without signing in. */
export function BindingPage() {
  const { t } = useTranslation("links");
  const lang = useLang();
  const token = useToken();
  const asked = useQuery({
    queryKey: ["binding", token],
    queryFn: ({ signal }) => answer(contracts.GET(PATH, { params: { path: { token } }, signal })),
    enabled: token !== "",
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const deciding = useMutation({
    mutationFn: (decision: "confirm" | "reject") =>
      answer(contracts.POST(PATH, { params: { path: { token } }, body: { decision } })),
  });
  const refused = deciding.error ?? asked.error;

  if (!token) return <NoToken />;
  if (deciding.data) {
    const outcome = deciding.data.status === "bound" ? "confirmed" : "rejected";
    return <Outcome title={t(`bind.${outcome}`)} text={t(`bind.${outcome}Text`)} />;
  }
  if (isProblem(refused, 409)) return <Outcome title={t("bind.bound")} text={t("bind.boundText")} />;
  if (isProblem(refused) && !refused.passing) return <Outcome title={t("gone.title")} text={t("bind.gone")} />;
  if (asked.isError) return <Failure of={asked} />;
  if (!asked.data) return <Loading />;
  const { number, party_name, asked_by, expires_at } = asked.data;
  return (
    <Narrow title={t("bind.title")}>
      <Stack>
        <Facts
          items={[
            [
              t("bind.number"),
              <b className="number" key="number">
                {number}
              </b>,
            ],
            [t("bind.party"), party_name],
            [t("bind.asked"), `${asked_by.name}, ${asked_by.email}`],
            [t("bind.until"), formatInstant(expires_at, lang)],
          ]}
        />
        <Text size="sm">{t("bind.text")}</Text>
        <FormProblem problem={deciding.error} />
        <Group grow preventGrowOverflow={false}>
          <Button loading={deciding.isPending} onClick={() => deciding.mutate("confirm")}>
            {t("bind.confirm")}
          </Button>
          <Button variant="default" disabled={deciding.isPending} onClick={() => deciding.mutate("reject")}>
            {t("bind.reject")}
          </Button>
        </Group>
      </Stack>
    </Narrow>
  );
}
