import { useState } from "react";

/** The token of the letter's link. It leaves the address bar, and so the history and the screen, at once. */
export function useToken(): string {
  const [token] = useState(take);
  return token;
}

/** Kept while the person signs in on the way; of the page it came to alone. */
let taken = { path: "", token: "" };

function take(): string {
  const query = new URLSearchParams(location.search);
  const found = query.get("token");
  if (!found) return taken.path === location.pathname ? taken.token : "";
  query.delete("token");
  history.replaceState(history.state, "", location.pathname + (query.size ? `?${query}` : ""));
  taken = { path: location.pathname, token: found };
  return found;
}
