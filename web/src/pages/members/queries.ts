import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, type ContractsSchemas, contracts } from "../../api";

export type Member = ContractsSchemas["MemberItem"];
export type InvitedRole = ContractsSchemas["InvitationIn"]["role"];

export const ROLES: readonly InvitedRole[] = ["accountant", "engineer", "viewer"];
const ONE = "/api/contracts/v1/contracts/{number}/members/{member_id}";

export const membersOf = (number: string) =>
  queryOptions({
    queryKey: ["contract", number, "members"],
    queryFn: ({ signal }) =>
      answer(contracts.GET("/api/contracts/v1/contracts/{number}/members", { params: { path: { number } }, signal })),
  });

/** What the owner does with a member or an invitation. */
export function useMemberActions(number: string) {
  const client = useQueryClient();
  const path = (member_id: string) => ({ params: { path: { number, member_id } } });
  const onSuccess = () => client.invalidateQueries({ queryKey: membersOf(number).queryKey });
  return {
    invite: (body: ContractsSchemas["InvitationIn"]) =>
      answer(
        contracts.POST("/api/contracts/v1/contracts/{number}/members", { params: { path: { number } }, body }),
      ).then(onSuccess),
    remove: (id: string) => answer(contracts.DELETE(ONE, path(id))).then(onSuccess),
    leave: () =>
      answer(contracts.DELETE("/api/contracts/v1/contracts/{number}/members/me", { params: { path: { number } } })),
    changing: useMutation({
      mutationFn: ({ id, role }: { id: string; role: InvitedRole }) =>
        answer(contracts.PATCH(ONE, { ...path(id), body: { role } })),
      onSuccess,
    }),
    resending: useMutation({
      mutationFn: (id: string) => answer(contracts.POST(`${ONE}:resend` as const, path(id))),
      onSuccess,
    }),
  };
}
