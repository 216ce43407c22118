import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import classes from "./ContractLayout.module.css";
import { useMay } from "./queries";

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
const MONEY: ReadonlySet<string> = new Set(["charges", "pay", "payments", "documents"]);

/** Links, not a tab widget: each part has its own address, history and title. */
export function Tabs({ number }: { readonly number: string }) {
  const { t } = useTranslation("contract");
  const seesMoney = useMay(number, "seeMoney");
  return (
    <nav aria-label={t("tabs")} className="no-print">
      <ul className={classes.tabs}>
        {PARTS.filter(([, name]) => seesMoney || !MONEY.has(name)).map(([to, name]) => (
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
