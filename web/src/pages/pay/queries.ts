import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, type BillingSchemas, billing } from "../../api";

export type Balance = BillingSchemas["Balance"];
export type Request = BillingSchemas["PaymentRequest"];
export type Charge = BillingSchemas["Charge"];
export type Document = BillingSchemas["Document"];
export type Wish = { amount: string } | { documents: string[] };

export function useBalance(number: string) {
  return useQuery({
    queryKey: ["contract", number, "balance"],
    queryFn: ({ signal }) =>
      answer(billing.GET("/api/billing/v1/contracts/{number}/balance", { params: { path: { number } }, signal })),
  });
}

export function usePenalty(number: string, payOn: string | null) {
  return useQuery({
    queryKey: ["contract", number, "penalty", payOn],
    queryFn: ({ signal }) =>
      answer(
        billing.GET("/api/billing/v1/contracts/{number}/penalty", {
          params: { path: { number }, query: { pay_on: payOn } },
          signal,
        }),
      ),
  });
}

/** The newest charges and bills: what can be chosen to be paid. */
export function useBills(number: string) {
  return useQuery({
    queryKey: ["contract", number, "bills"],
    queryFn: async ({ signal }) => {
      const path = { number };
      const [charges, documents] = await Promise.all([
        answer(
          billing.GET("/api/billing/v1/contracts/{number}/charges", {
            params: { path, query: { limit: 100 } },
            signal,
          }),
        ),
        answer(
          billing.GET("/api/billing/v1/contracts/{number}/documents", {
            params: { path, query: { kind: "bill", limit: 100 } },
            signal,
          }),
        ),
      ]);
      return { charges: charges.items, documents: documents.items };
    },
  });
}

export function useRequest(id: string | undefined) {
  return useQuery({
    queryKey: ["payment-request", id],
    enabled: id !== undefined,
    queryFn: ({ signal }) =>
      answer(
        billing.GET("/api/billing/v1/payment-requests/{request_id}", {
          params: { path: { request_id: id ?? "" } },
          signal,
        }),
      ),
    refetchInterval: (query) => (query.state.data?.payment_id ? false : 15_000),
  });
}

export function useMakeRequest(number: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: Wish) =>
      answer(
        billing.POST("/api/billing/v1/contracts/{number}/payment-requests", {
          params: { path: { number } },
          body: wish,
        }),
      ),
    onSuccess: (made) => client.setQueryData(["payment-request", made.id], made),
  });
}
