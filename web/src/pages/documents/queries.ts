import { keepPreviousData, useInfiniteQuery, useMutation } from "@tanstack/react-query";

import { answer, type BillingSchemas, billing } from "../../api";

export type Document = BillingSchemas["Document"];
export const KINDS = ["bill", "vat_invoice", "upd", "act", "reconciliation", "notice"] as const;
export type Kind = (typeof KINDS)[number];

export interface Wanted {
  readonly kind?: Kind | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly text?: string | undefined;
}

export function useDocuments(number: string, wanted: Wanted) {
  return useInfiniteQuery({
    queryKey: ["contract", number, "documents", wanted],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      answer(
        billing.GET("/api/billing/v1/contracts/{number}/documents", {
          params: { path: { number }, query: { ...wanted, cursor: pageParam, limit: 30 } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
}

/** An act of reconciliation for some days, both inside; its id. */
export function useReconciliation(number: string) {
  return useMutation({
    mutationFn: (days: { from: string; to: string }) =>
      answer(
        billing.POST("/api/billing/v1/contracts/{number}/reconciliation", { params: { path: { number } }, body: days }),
      ),
  });
}
