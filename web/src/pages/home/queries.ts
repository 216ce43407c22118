import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, type BillingSchemas, billing, type ContractsSchemas, contracts } from "../../api";

export type Contract = ContractsSchemas["ContractBrief"];
export type Summary = BillingSchemas["ContractSummary"];
export type Pending = ContractsSchemas["OpenRequest"];

/** All contracts of the account: page after page, a hundred at a time. */
export const myContracts = queryOptions({
  queryKey: ["contracts"],
  queryFn: async ({ signal }) => {
    const found: Contract[] = [];
    let cursor: string | null | undefined = null;
    do {
      const query: { limit: number; cursor?: string } = { limit: 100, ...(cursor ? { cursor } : {}) };
      const page: { items: Contract[]; next_cursor?: string | null } = await answer(
        contracts.GET("/api/contracts/v1/contracts", { params: { query }, signal }),
      );
      found.push(...page.items);
      cursor = page.next_cursor;
    } while (cursor);
    return found;
  },
});

/** What is owed, by contract number. */
export const mySummary = queryOptions({
  queryKey: ["summary"],
  queryFn: ({ signal }) => answer(billing.GET("/api/billing/v1/summary", { signal })),
  select: (summary) => new Map(summary.items.map((item) => [item.number, item])),
});

export const myRequests = queryOptions({
  queryKey: ["bindings"],
  queryFn: ({ signal }) => answer(contracts.GET("/api/contracts/v1/bindings", { signal })),
  refetchInterval: (query) => (query.state.data?.items.length ? 10_000 : false),
});

export function useWithdraw() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      answer(contracts.DELETE("/api/contracts/v1/bindings/{binding_id}", { params: { path: { binding_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: myRequests.queryKey }),
  });
}
