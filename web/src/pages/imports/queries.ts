import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, type MeteringSchemas, metering } from "../../api";
import { upload } from "./upload";

export type Import = MeteringSchemas["Import"];
const UNDER_WAY = new Set(["checking", "committing"]);

export function isUnderWay(job: Import | undefined): boolean {
  return job !== undefined && UNDER_WAY.has(job.state);
}

export function useImport(id: string | undefined) {
  return useQuery({
    queryKey: ["import", id],
    enabled: id !== undefined,
    queryFn: ({ signal }) =>
      answer(
        metering.GET("/api/metering/v1/imports/{import_id}", { params: { path: { import_id: id ?? "" } }, signal }),
      ),
    refetchInterval: (query) => (isUnderWay(query.state.data) ? 600 : false),
  });
}

export function useUpload(number: string, onProgress: (share: number) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (file: File) => upload(`/api/metering/v1/contracts/${number}/imports`, file, onProgress),
    // the same bytes are the same job: what was known of it is old now
    onSuccess: (job) => client.setQueryData(["import", job.id], job),
  });
}

export function useCommit(number: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (rows: "valid" | "all") =>
      answer(
        metering.POST("/api/metering/v1/imports/{import_id}:commit", {
          params: { path: { import_id: id } },
          body: { rows },
        }),
      ),
    onSuccess: async (job) => {
      client.setQueryData(["import", id], job);
      await client.invalidateQueries({ queryKey: ["contract", number, "meters"] });
      await client.invalidateQueries({ queryKey: ["contract", number, "consumption"] });
      await client.invalidateQueries({ queryKey: ["meter"] });
    },
  });
}
