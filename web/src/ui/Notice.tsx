import { Alert, type AlertProps } from "@mantine/core";
import type { HTMLAttributes, Ref } from "react";

import classes from "./Notice.module.css";

type Html = Omit<HTMLAttributes<HTMLDivElement>, keyof AlertProps>;

/** An alert whose title is as dark as its text: the ground alone carries the colour. */
export function Notice(props: AlertProps & Html & { readonly ref?: Ref<HTMLDivElement> }) {
  return (
    <Alert variant="light" role="group" classNames={{ title: classes.title, message: classes.message }} {...props} />
  );
}
