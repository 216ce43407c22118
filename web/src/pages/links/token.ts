import { useState } from "react";

/** The token of the letter's link. It leaves the address bar, and so the history and the screen, at once. */
export function useToken(): string {
  const [token] = useState(take);
  return token;
}

let taken = "";

function take(): string {
  const query = new URLSearchParams(location.search);
  const found = query.get("token");
  if (!found) return taken;
  query.delete("token");
  history.replaceState(history.state, "", location.pathname + (query.size ? `?${query}` : ""));
  taken = found;
  return found;
}
