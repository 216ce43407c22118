import { useInfiniteQuery, useQuery } from "@tanstack/react-query";

import { answer, type BillingSchemas, billing } from "../../api";

export type Charge = BillingSchemas["Charge"];
export type ExplainedCharge = BillingSchemas["ExplainedCharge"];
export type ChargeLine = BillingSchemas["ChargeLine"];
export type Gap = BillingSchemas["Gap"];

export function useCharges(number: string, limit = 24) {
  return useInfiniteQuery({
    queryKey: ["contract", number, "charges", limit],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      answer(
        billing.GET("/api/billing/v1/contracts/{number}/charges", {
          params: { path: { number }, query: { cursor: pageParam, limit } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function useCharge(id: string) {
  return useQuery({
    queryKey: ["charge", id],
    queryFn: ({ signal }) =>
      answer(billing.GET("/api/billing/v1/charges/{item_id}", { params: { path: { item_id: id } }, signal })),
  });
}

export function useGaps(number: string) {
  return useQuery({
    queryKey: ["contract", number, "gaps"],
    queryFn: ({ signal }) =>
      answer(billing.GET("/api/billing/v1/contracts/{number}/gaps", { params: { path: { number } }, signal })),
  });
}
