import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

type State = Readonly<Record<string, string | undefined>>;

/** What a page keeps in its address, so that a reload, the back button and a link bring it back. */
export function useSearchState(): [State, (change: State, replace?: boolean) => void] {
  const search: Record<string, unknown> = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = useCallback(
    (next: State, replace = false) =>
      void navigate({
        to: ".",
        search: ((now: object) => cleaned({ ...now, ...next })) as never,
        replace,
        resetScroll: false,
      }),
    [navigate],
  );
  return [
    Object.fromEntries(
      Object.entries(search).map(([key, value]) => [key, value === undefined ? undefined : String(value)]),
    ),
    change,
  ];
}

function cleaned(search: State): State {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined && value !== ""));
}
