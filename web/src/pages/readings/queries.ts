import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";

import { answer, billing, metering } from "../../api";
import type { Reading, ReadingWarning, Submission } from "./model";

const keys = {
  meters: (number: string) => ["contract", number, "meters"],
  window: (number: string) => ["contract", number, "window"],
  history: (meter: string) => ["meter", meter, "readings"],
  check: (meter: string, submission: Submission | null) => ["meter", meter, "check", submission],
};

export function useMeters(number: string) {
  return useQuery({
    queryKey: keys.meters(number),
    queryFn: ({ signal }) =>
      answer(metering.GET("/api/metering/v1/contracts/{number}/meters", { params: { path: { number } }, signal })),
  });
}

export function useWindow(number: string) {
  return useQuery({
    queryKey: keys.window(number),
    queryFn: ({ signal }) =>
      answer(metering.GET("/api/metering/v1/contracts/{number}/window", { params: { path: { number } }, signal })),
    refetchInterval: 5 * 60_000,
  });
}

export function useHistory(meterId: string | null) {
  return useInfiniteQuery({
    queryKey: keys.history(meterId ?? ""),
    enabled: meterId !== null,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      answer(
        metering.GET("/api/metering/v1/meters/{meter_id}/readings", {
          params: { path: { meter_id: meterId ?? "" }, query: { cursor: pageParam, limit: 24 } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function useReading(id: string) {
  return useQuery({
    queryKey: ["reading", id],
    queryFn: ({ signal }) =>
      answer(metering.GET("/api/metering/v1/readings/{reading_id}", { params: { path: { reading_id: id } }, signal })),
  });
}

/** The charges that were counted from a reading; an engineer is told of none. */
export function useUses(id: string) {
  return useQuery({
    queryKey: ["reading", id, "charges"],
    queryFn: ({ signal }) =>
      answer(billing.GET("/api/billing/v1/readings/{item_id}/charges", { params: { path: { item_id: id } }, signal })),
    retry: false,
  });
}

/** A dry run of what is typed; asked only about a submission that is complete. */
export function useCheck(meterId: string, submission: Submission | null) {
  return useQuery({
    queryKey: keys.check(meterId, submission),
    enabled: submission !== null,
    queryFn: ({ signal }) =>
      answer(
        metering.POST("/api/metering/v1/meters/{meter_id}/readings:check", {
          params: { path: { meter_id: meterId } },
          body: { ...submission!, accept_warnings: [] },
          signal,
        }),
      ),
    retry: false,
    staleTime: 30_000,
    gcTime: 60_000,
  });
}

/**
 * Submits once: the same submission, sent again after a broken connection, has the same key and the same receipt.
 * The receipt is handed over before anything is read anew: the form is gone once the meter says that it was read.
 */
export function useSubmit(number: string, meterId: string, onReceipt: (receipt: Reading) => void) {
  const client = useQueryClient();
  const intent = useRef({ what: "", key: "" });
  return useMutation({
    mutationFn: (sent: { submission: Submission; accepted: readonly ReadingWarning[] }) => {
      const codes = [...new Set(sent.accepted.map((warning) => warning.code))] as never[];
      const body = { ...sent.submission, accept_warnings: codes };
      const what = JSON.stringify(body);
      if (intent.current.what !== what) intent.current = { what, key: crypto.randomUUID() };
      return answer(
        metering.POST("/api/metering/v1/meters/{meter_id}/readings", {
          params: { path: { meter_id: meterId }, header: { "idempotency-key": intent.current.key } },
          body,
        }),
      );
    },
    onSuccess: (receipt) => {
      intent.current = { what: "", key: "" };
      onReceipt(receipt);
      for (const queryKey of [keys.history(meterId), keys.meters(number), ["contract", number, "consumption"]])
        void client.invalidateQueries({ queryKey });
    },
  });
}
