import { Stack, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Failure, Loading } from "../../ui";
import { useMay } from "../contract/queries";
import { useSearchState } from "../parts/useSearchState";
import { Choose } from "./Choose";
import { Debt } from "./Debt";
import { Papers } from "./Papers";
import { Penalty } from "./Penalty";
import { useBalance, useBills, useRequest } from "./queries";
import "./texts";

/** «Оплата»: what is owed, what to pay, and the papers to pay it by. The request's id stands in the address. */
export function PayPage({ number }: { readonly number: string }) {
  const { t } = useTranslation("pay");
  const [search, setSearch] = useSearchState();
  const balance = useBalance(number);
  const bills = useBills(number);
  const request = useRequest(search.request);
  const mayOrder = useMay(number, "order");
  const failed = [balance, bills].find((query) => query.isError);
  if (failed) return <Failure of={failed} />;
  return (
    <Stack gap="lg">
      <Title order={2} size="h3">
        {t("title")}
      </Title>
      {balance.data ? <Debt number={number} balance={balance.data} /> : <Loading rows={3} />}
      {search.request ? (
        <>
          {request.isError && <Failure of={request} />}
          {request.isPending && <Loading rows={5} />}
          {request.data && (
            <Papers key={request.data.id} request={request.data} onAgain={() => setSearch({ request: undefined })} />
          )}
        </>
      ) : (
        mayOrder &&
        balance.data &&
        bills.data && (
          <Choose
            number={number}
            balance={balance.data}
            charges={bills.data.charges}
            documents={bills.data.documents}
            onMade={(id) => setSearch({ request: id })}
          />
        )
      )}
      {balance.data && Number(balance.data.arrears) > 0 && <Penalty number={number} />}
    </Stack>
  );
}
