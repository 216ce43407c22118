import { useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";

import { type Account, me, OPERATOR } from "../../api/session";
import { safeNext } from "./next";

/** Goes on as the user who has just come, to where he was going. */
export function useEnter() {
  const client = useQueryClient();
  const router = useRouter();
  const next = safeNext((useSearch({ strict: false }) as Record<string, unknown>).next);
  return async (user: Account) => {
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== me.queryKey[0] });
    client.setQueryData(me.queryKey, user);
    await router.invalidate();
    router.history.push(next ?? (user.roles.includes(OPERATOR) ? "/ops" : "/"));
  };
}
