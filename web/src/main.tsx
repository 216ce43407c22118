import "@mantine/core/styles.css";
import "./app/base.css";

import { MantineProvider } from "@mantine/core";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { isProblem } from "./api";
import { me } from "./api/session";
import { portalRouter } from "./app/router";
import { adoptTheme } from "./app/styles";
import { theme } from "./app/theme";

/** A session that ended elsewhere: ask to sign in, and come back here. */
function onError(error: unknown): void {
  if (!isProblem(error, 401) || client.getQueryData(me.queryKey) == null) return;
  client.setQueryData(me.queryKey, null);
  void router.invalidate();
}

const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (count, error) => isProblem(error) && error.passing && count < 2,
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});
const router = portalRouter({ client });

adoptTheme();
createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
