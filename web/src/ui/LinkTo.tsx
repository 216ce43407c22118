import { Anchor, type AnchorProps, Button, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import { type AnchorHTMLAttributes, forwardRef } from "react";

type Html<P> = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof P>;

/** A link to a page of the portal. */
export const LinkTo = createLink(
  forwardRef<HTMLAnchorElement, AnchorProps & Html<AnchorProps>>(function PortalLink(props, ref) {
    return <Anchor ref={ref} {...props} />;
  }),
);

/** The same, as a button. */
export const ButtonTo = createLink(
  forwardRef<HTMLAnchorElement, ButtonProps & Html<ButtonProps>>(function PortalButton(props, ref) {
    return <Button component="a" ref={ref} {...props} />;
  }),
);
