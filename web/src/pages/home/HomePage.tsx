import { Button, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { EmptyState, Failure, Loading, Page } from "../../ui";
import { AddContract } from "./AddContract";
import { Banner } from "./Banner";
import { ContractCard } from "./ContractCard";
import { Deadlines } from "./Deadlines";
import classes from "./HomePage.module.css";
import { PendingRequests } from "./PendingRequests";
import { type Contract, myContracts, mySummary } from "./queries";
import "./texts";

const SEARCH_FROM = 7;

/** «Главная»: a block per contract, what is due soon, and a way to add another. */
export function HomePage() {
  const { t } = useTranslation("home");
  const contracts = useQuery(myContracts);
  const summary = useQuery(mySummary);
  const [wanted, setWanted] = useState("");
  const [adding, { open, close }] = useDisclosure();
  const add = <Button onClick={open}>{t("add")}</Button>;
  const shown = contracts.data?.filter((contract) => matches(contract, wanted));
  return (
    <Page title={t("title")} actions={contracts.data?.length ? add : undefined}>
      <AddContract opened={adding} onClose={close} />
      <Banner />
      <PendingRequests />
      {contracts.isError && <Failure of={contracts} />}
      {contracts.isPending && <Loading rows={4} />}
      {contracts.data?.length === 0 && (
        <EmptyState title={t("none.title")} action={add}>
          {t("none.text")}
        </EmptyState>
      )}
      {shown && contracts.data && contracts.data.length > 0 && (
        <Stack>
          <Deadlines summary={summary.data} />
          {contracts.data.length >= SEARCH_FROM && (
            <TextInput
              type="search"
              label={t("find")}
              placeholder={t("find.hint")}
              value={wanted}
              onChange={(event) => setWanted(event.currentTarget.value)}
              maw={420}
            />
          )}
          {shown.length === 0 && <Text role="status">{t("find.none")}</Text>}
          <div className={classes.cards}>
            {shown.map((contract) => (
              <ContractCard
                key={contract.number}
                contract={contract}
                summary={summary.data?.get(contract.number)}
                failed={summary.isError}
              />
            ))}
          </div>
        </Stack>
      )}
    </Page>
  );
}

function matches({ number, party, address }: Contract, wanted: string): boolean {
  const text = wanted.trim().toLowerCase();
  const digits = text.replaceAll(/\s/g, "");
  return number.includes(digits) || `${party.name} ${party.inn} ${address ?? ""}`.toLowerCase().includes(text);
}
