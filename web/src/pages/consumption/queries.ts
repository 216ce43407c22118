import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { answer, metering } from "../../api";
import type { By } from "./series";

export interface Span {
  readonly by: By;
  readonly from: string;
  /** Outside. */
  readonly to: string;
}

export function useConsumption(number: string, span: Span) {
  return useQuery({
    queryKey: ["contract", number, "consumption", span],
    queryFn: ({ signal }) =>
      answer(
        metering.GET("/api/metering/v1/contracts/{number}/consumption", {
          params: { path: { number }, query: { ...span } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

export function fileUrl(number: string, { by, from, to }: Span, format: "xlsx" | "espi" | "json"): string {
  return `/api/metering/v1/contracts/${number}/consumption?${new URLSearchParams({ from, to, by, format })}`;
}
