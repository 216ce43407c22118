import { useBlocker } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import "./texts";

/** Asks before typed input is lost: on another page of ours, and on leaving the portal. */
export function useUnsaved(unsaved: boolean): void {
  const { t } = useTranslation("parts");
  useBlocker({
    shouldBlockFn: ({ current, next }) =>
      unsaved && current.pathname !== next.pathname && !window.confirm(t("unsaved")),
    enableBeforeUnload: () => unsaved,
    disabled: !unsaved,
  });
}
