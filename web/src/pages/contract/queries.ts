import { queryOptions } from "@tanstack/react-query";

import { answer, type ContractsSchemas, contracts } from "../../api";

export type ContractPage = ContractsSchemas["ContractPage"];
export type Point = ContractsSchemas["DeliveryPoint"];
export type Meter = ContractsSchemas["Meter"];

export const contractPage = (number: string) =>
  queryOptions({
    queryKey: ["contract", number, "page"],
    queryFn: ({ signal }) =>
      answer(contracts.GET("/api/contracts/v1/contracts/{number}", { params: { path: { number } }, signal })),
    staleTime: 60_000,
  });
