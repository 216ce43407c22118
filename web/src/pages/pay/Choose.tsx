import { Button, Checkbox, Radio, Stack, Text, TextInput, Title } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "../../api";
import { amountOf, compare, decimal, formatDate, formatNumber, formatPeriod, ZERO } from "../../format";
import { useLang } from "../../i18n";
import { ErrorSummary, type FieldFault } from "../../ui";
import { Money } from "../parts/Money";
import { type Bill, totalOf, unpaidBills } from "./bills";
import { type Balance, type Charge, type Document, useMakeRequest, type Wish } from "./queries";

interface Props {
  readonly number: string;
  readonly balance: Balance;
  readonly charges: readonly Charge[];
  readonly documents: readonly Document[];
  readonly onMade: (id: string) => void;
}

/** Bills, or a sum of one's own; then the papers. */
export function Choose({ number, balance, charges, documents, onMade }: Props) {
  const { t } = useTranslation("pay");
  const lang = useLang();
  const bills = unpaidBills(charges, documents);
  const [by, setBy] = useState(bills.length ? "bills" : "amount");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(bills.map(({ document }) => document.id)));
  const [typed, setTyped] = useState(() => suggested(balance, lang));
  const [tried, setTried] = useState(false);
  const make = useMakeRequest(number);
  const faults = tried ? faultsOf() : [];

  function faultsOf(): FieldFault[] {
    if (by === "bills") return chosen.size ? [] : [{ field: "bills", label: t("bills"), text: t("none_chosen") }];
    const { problem } = amountOf(typed);
    return problem ? [{ field: "amount", label: t("amount"), text: t(`problem.${problem}`) }] : [];
  }

  function send(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (make.isPending || faultsOf().length) return;
    const wish: Wish = by === "bills" ? { documents: [...chosen] } : { amount: amountOf(typed).value! };
    make.mutate(wish, { onSuccess: (made) => onMade(made.id) });
  }

  const told = make.error instanceof Problem ? make.error.errors : [];
  return (
    <form onSubmit={send} noValidate aria-labelledby="choose-title">
      <Stack gap="md">
        <Title order={3} size="h4" id="choose-title">
          {t("what")}
        </Title>
        <ErrorSummary
          faults={[
            ...faults,
            ...told.map(({ detail }) => ({
              field: by === "bills" ? "bills" : "amount",
              label: t("what"),
              text: detail,
            })),
          ]}
          problem={told.length ? null : make.error}
        />
        {bills.length > 0 && (
          <Radio.Group value={by} onChange={setBy} aria-label={t("what")}>
            <Stack gap="xs">
              <Radio value="bills" label={t("by.bills")} />
              <Radio value="amount" label={t("by.amount")} />
            </Stack>
          </Radio.Group>
        )}
        {by === "bills" ? (
          <BillList bills={bills} chosen={chosen} onChange={setChosen} />
        ) : (
          <TextInput
            id="amount"
            label={t("amount")}
            description={t("amount_hint")}
            inputMode="decimal"
            autoComplete="off"
            value={typed}
            error={faults[0]?.text}
            onChange={(event) => setTyped(event.currentTarget.value)}
            maw={320}
          />
        )}
        <Button type="submit" loading={make.isPending} w="fit-content">
          {t("make")}
        </Button>
      </Stack>
    </form>
  );
}

interface ListProps {
  readonly bills: readonly Bill[];
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}

function BillList({ bills, chosen, onChange }: ListProps) {
  const { t } = useTranslation("pay");
  const lang = useLang();
  return (
    <Stack gap="xs">
      <Checkbox.Group id="bills" label={t("bills")} value={[...chosen]} onChange={(ids) => onChange(new Set(ids))}>
        <Stack gap="xs" mt="xs">
          {bills.map(({ document, left, dueOn }) => (
            <Checkbox
              key={document.id}
              value={document.id}
              label={
                <>
                  {t("bill", {
                    number: document.number,
                    period: document.period ? formatPeriod(document.period, lang) : "",
                  })}{" "}
                  <Money amount={left} fw={600} />{" "}
                  <Text span c="dimmed" size="sm">
                    {t("until", { date: formatDate(dueOn, lang) })}
                  </Text>
                </>
              }
            />
          ))}
        </Stack>
      </Checkbox.Group>
      <Text role="status">
        {t("total")} <Money amount={totalOf(bills, chosen)} fw={700} />
      </Text>
    </Stack>
  );
}

/** What is overdue, else what is due next: the sum that most people want to pay. */
function suggested(balance: Balance, lang: "ru" | "en"): string {
  const amount = [balance.arrears, balance.next_due?.amount, balance.prepayments[0]?.amount].find(
    (sum) => sum && compare(decimal(sum), ZERO) > 0,
  );
  return amount ? formatNumber(amount, lang) : "";
}
