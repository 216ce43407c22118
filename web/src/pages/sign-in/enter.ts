import { useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";

import { type Account, me, OPERATOR } from "../../api/session";

/** Only a path of our own: whoever sends a link must not choose where a person lands after signing in. */
export function safeNext(next: unknown): string | null {
  return typeof next === "string" && /^\/(?![/\\])/.test(next) ? next : null;
}

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
