import { useQuery } from "@tanstack/react-query";
import { Outlet, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { isProblem } from "../../api";
import { Failure, Loading, Page } from "../../ui";
import { SaveButton } from "../parts/SaveButton";
import { Bin } from "./Bin";
import classes from "./ContractLayout.module.css";
import { contractPage } from "./queries";
import { Tabs } from "./Tabs";
import "./texts";

/** What stands around every part of a contract: whose it is, the parts, the export, and the bin at the bottom right. */
export function ContractLayout() {
  const { t } = useTranslation("contract");
  const { number } = useParams({ from: "/account/contracts/$number" });
  const page = useQuery(contractPage(number));
  return (
    <Page
      title={t("title", { number })}
      lead={page.data?.party.name}
      actions={<SaveButton url={`/api/contracts/v1/contracts/${number}/export.xlsx`} label={t("excel")} />}
      announce={false}
    >
      {page.isError ? (
        <Failure of={page} />
      ) : (
        <>
          <Tabs number={number} />
          <div className={classes.part}>{page.data ? <Outlet /> : <Loading rows={5} />}</div>
        </>
      )}
      {page.data?.role === "owner" && !isProblem(page.error) && <Bin number={number} />}
    </Page>
  );
}
