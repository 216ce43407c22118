import { Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { formatInstant } from "../../format";
import { useLang } from "../../i18n";
import { myContracts, myRequests, mySummary, type Pending, useWithdraw } from "./queries";

/** Requests that wait for the letter's answer; the list of contracts is read anew when one has been answered. */
export function PendingRequests() {
  const { t } = useTranslation("home");
  const client = useQueryClient();
  const requests = useQuery(myRequests);
  const count = requests.data?.items.length;
  const before = useRef(count);
  useEffect(() => {
    if (before.current !== undefined && count !== undefined && count < before.current) {
      void client.invalidateQueries({ queryKey: myContracts.queryKey });
      void client.invalidateQueries({ queryKey: mySummary.queryKey });
    }
    before.current = count;
  }, [count, client]);
  if (!count) return null;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="pending">
      <Stack gap="sm">
        <Title order={2} size="h3" id="pending">
          {t("pending.title")}
        </Title>
        {requests.data?.items.map((request) => (
          <Request key={request.id} request={request} />
        ))}
      </Stack>
    </Paper>
  );
}

function Request({ request }: { readonly request: Pending }) {
  const { t } = useTranslation("home");
  const lang = useLang();
  const withdraw = useWithdraw();
  return (
    <Group justify="space-between" gap="xs">
      <Text size="sm">
        <b className="number">{request.number}</b>.{" "}
        {t("pending.text", { email: request.email, until: formatInstant(request.expires_at, lang) })}
      </Text>
      <Button
        variant="default"
        size="compact-sm"
        loading={withdraw.isPending}
        onClick={() => withdraw.mutate(request.id)}
      >
        {t("pending.withdraw")}
      </Button>
    </Group>
  );
}
