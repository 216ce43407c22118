import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, type IdentitySchemas, identity, isProblem } from ".";

export type Account = IdentitySchemas["AccountBody"];

/** The role of the supplier's own people. */
export const OPERATOR = "operator";

/** Who is signed in; null is nobody. */
export const me = queryOptions({
  queryKey: ["me"],
  queryFn: async ({ signal }): Promise<Account | null> => {
    try {
      return await answer(identity.GET("/api/identity/v1/me", { signal }));
    } catch (error) {
      if (isProblem(error, 401)) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

export function useMe(): Account | null {
  return useQuery(me).data ?? null;
}

/** Ends the session here, or everywhere, and forgets whatever was read in it. */
export function useSignOut(everywhere = false) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      answer(identity.POST(everywhere ? "/api/identity/v1/auth/logout-all" : "/api/identity/v1/auth/logout")),
    onSuccess: () => {
      client.clear();
      location.assign("/sign-in");
    },
  });
}
