import { Paper } from "@mantine/core";
import type { ReactNode } from "react";

import classes from "./Narrow.module.css";
import { Page } from "./Page";

interface Props {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

/** A page that asks one thing: a card in the middle of a screen, the whole of a phone. */
export function Narrow({ title, lead, children }: Props) {
  return (
    <Paper className={classes.card} withBorder>
      <Page title={title} lead={lead}>
        {children}
      </Page>
    </Paper>
  );
}
