import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import classes from "./ContractLayout.module.css";

const PARTS = [
  ["/contracts/$number", "details"],
  ["/contracts/$number/readings", "readings"],
  ["/contracts/$number/consumption", "consumption"],
  ["/contracts/$number/charges", "charges"],
  ["/contracts/$number/pay", "pay"],
  ["/contracts/$number/payments", "payments"],
  ["/contracts/$number/documents", "documents"],
  ["/contracts/$number/members", "members"],
] as const;

/** Links, not a tab widget: each part has its own address, history and title. */
export function Tabs({ number }: { readonly number: string }) {
  const { t } = useTranslation("contract");
  return (
    <nav aria-label={t("tabs")} className="no-print">
      <ul className={classes.tabs}>
        {PARTS.map(([to, name]) => (
          <li key={name}>
            <Link
              to={to}
              params={{ number }}
              className={classes.tab}
              activeOptions={{ exact: name === "details", includeSearch: false }}
              activeProps={{ "aria-current": "page" }}
            >
              {t(name)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
