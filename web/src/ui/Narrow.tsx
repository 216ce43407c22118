import { Paper } from "@mantine/core";
import type { ReactNode } from "react";

import { Page } from "./Page";

interface Props {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

/** A page that asks one thing: a card in the middle of a screen, the whole of a phone. */
export function Narrow({ title, lead, children }: Props) {
  return (
    <Paper maw={460} mx="auto" mt={{ base: 0, sm: "xl" }} p={{ base: "md", sm: "xl" }} withBorder>
      <Page title={title} lead={lead}>
        {children}
      </Page>
    </Paper>
  );
}
