import { Button, Group, List, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { answer, type BillingSchemas, billing } from "../../api";
import { compare, decimal, formatDate, formatPeriod, ZERO } from "../../format";
import { useLang } from "../../i18n";
import { EmptyState, Failure, LinkTo, Loading, Notice } from "../../ui";
import { type Column, DataTable } from "../parts/DataTable";
import { ExportJob } from "../parts/ExportJob";
import { Money } from "../parts/Money";
import { SaveButton } from "../parts/SaveButton";
import "./texts";

type Payment = BillingSchemas["Payment"];

function usePayments(number: string, unallocated: boolean) {
  return useInfiniteQuery({
    queryKey: ["contract", number, "payments", unallocated],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      answer(
        billing.GET("/api/billing/v1/contracts/{number}/payments", {
          params: { path: { number }, query: { cursor: pageParam, limit: 24, unallocated } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor,
  });
}

/** «Платежи»: when, how much, for what; money that has paid for nothing yet stands apart. */
export function PaymentsPage({ number }: { readonly number: string }) {
  const { t } = useTranslation("payments");
  const payments = usePayments(number, false);
  const columns = useColumns(number);
  const [job, setJob] = useState<string | null>(null);
  if (payments.isError) return <Failure of={payments} />;
  if (!payments.data) return <Loading rows={6} />;
  const rows = payments.data.pages.flatMap((page) => page.items);
  if (!rows.length)
    return (
      <EmptyState title={t("none")}>
        {t("none_text")}{" "}
        <LinkTo to="/contracts/$number/pay" params={{ number }}>
          {t("none_link")}
        </LinkTo>
      </EmptyState>
    );
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-start">
        <Title order={2} size="h3">
          {t("title")}
        </Title>
        <SaveButton url={`/api/billing/v1/contracts/${number}/payments.xlsx`} label={t("export")} onLater={setJob} />
      </Group>
      {job && <ExportJob id={job} />}
      <Unallocated number={number} />
      <DataTable caption={t("title")} columns={columns} rows={rows} rowKey={(row) => row.id} />
      {payments.hasNextPage && (
        <Button variant="default" loading={payments.isFetchingNextPage} onClick={() => payments.fetchNextPage()}>
          {t("more")}
        </Button>
      )}
    </Stack>
  );
}

function Unallocated({ number }: { readonly number: string }) {
  const { t } = useTranslation("payments");
  const lang = useLang();
  const found = usePayments(number, true);
  const rows = found.data?.pages.flatMap((page) => page.items) ?? [];
  if (!rows.length) return null;
  return (
    <Notice color="blue" title={t("unallocated")} data-testid="unallocated">
      <Text size="sm">{t("unallocated_text")}</Text>
      <List size="sm" mt="xs">
        {rows.map((row) => (
          <List.Item key={row.id}>
            {formatDate(row.paid_on, lang)}: <Money amount={row.unallocated} fw={600} /> {t("of")}{" "}
            <Money amount={row.amount} />
          </List.Item>
        ))}
      </List>
    </Notice>
  );
}

function useColumns(number: string): Column<Payment>[] {
  const { t } = useTranslation("payments");
  const lang = useLang();
  return [
    { key: "date", head: t("date"), title: true, cell: (row) => formatDate(row.paid_on, lang) },
    { key: "amount", head: t("amount"), numeric: true, cell: (row) => <Money amount={row.amount} fw={600} /> },
    { key: "for", head: t("for"), cell: (row) => <PaidFor payment={row} number={number} /> },
    { key: "purpose", head: t("purpose"), cell: (row) => row.purpose ?? "—" },
    { key: "order", head: t("order"), cell: (row) => row.document_number ?? "—" },
  ];
}

function PaidFor({ payment, number }: { readonly payment: Payment; readonly number: string }) {
  const { t } = useTranslation("payments");
  const lang = useLang();
  return (
    <Stack gap={2}>
      {payment.allocations.map((part) => (
        <span key={part.charge_id}>
          <LinkTo to="/contracts/$number/charges" params={{ number }} search={{ charge: part.charge_id } as never}>
            {formatPeriod(part.period, lang)}
          </LinkTo>
          {payment.allocations.length > 1 && (
            <>
              : <Money amount={part.amount} />
            </>
          )}
        </span>
      ))}
      {compare(decimal(payment.unallocated), ZERO) > 0 && (
        <span>
          {t("waits")}: <Money amount={payment.unallocated} />
        </span>
      )}
    </Stack>
  );
}
