import { Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Failure, LinkTo, Loading } from "../../ui";
import { UnbindModal } from "../contract/UnbindModal";
import { AddContract } from "../home/AddContract";
import { myContracts } from "../home/queries";
import { Section } from "./Section";

/** The contracts of the account: added and removed here too. */
export function Contracts() {
  const { t } = useTranslation("profile");
  const bound = useQuery(myContracts);
  const [adding, { open, close }] = useDisclosure();
  const [removing, setRemoving] = useState<string | null>(null);
  return (
    <Section title={t("contracts")}>
      {bound.isError && <Failure of={bound} />}
      {bound.isPending && <Loading rows={2} />}
      {bound.data?.length === 0 && <Text c="dimmed">{t("contracts.none")}</Text>}
      {bound.data?.map(({ number, party, role }) => (
        <Group key={number} justify="space-between" gap="xs">
          <Text>
            <LinkTo to="/contracts/$number" params={{ number }} className="number">
              {number}
            </LinkTo>{" "}
            {party.name}
          </Text>
          {role === "owner" && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`${t("unbind")}: ${number}`}
              onClick={() => setRemoving(number)}
            >
              {t("unbind")}
            </Button>
          )}
        </Group>
      ))}
      <Group>
        <Button variant="default" onClick={open}>
          {t("add")}
        </Button>
      </Group>
      <AddContract opened={adding} onClose={close} />
      <UnbindModal number={removing} onClose={() => setRemoving(null)} />
    </Section>
  );
}
