import { queryOptions, useQuery } from "@tanstack/react-query";

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

/** What the services let each role do (docs/decisions/0016): nothing is offered that would be refused. */
const MAY = {
  submit: ["owner", "engineer"],
  seeMoney: ["owner", "accountant", "viewer"],
  order: ["owner", "accountant"],
} as const;

export function useMay(number: string, act: keyof typeof MAY): boolean {
  const role = useQuery(contractPage(number)).data?.role;
  return (MAY[act] as readonly (string | undefined)[]).includes(role);
}
