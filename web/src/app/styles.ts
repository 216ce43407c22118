import { convertCssVariables, DEFAULT_THEME, defaultCssVariablesResolver, mergeMantineTheme } from "@mantine/core";

import { theme } from "./theme";

/** Colours of text with more contrast than Mantine's own: at least 4.5:1 on every ground of ours. */
const READABLE = {
  variables: {},
  light: {
    "--mantine-color-dimmed": "#5a6472",
    "--mantine-color-error": "#c92a2a",
    "--mantine-color-placeholder": "#6b7480",
  },
  dark: {
    "--mantine-color-dimmed": "#a9b1bc",
    "--mantine-color-error": "#ff8787",
    "--mantine-color-placeholder": "#99a1ac",
  },
};

/**
 * The theme's variables as a stylesheet made by script. Mantine would write them into a `<style>` element, which the
 * gateway's content policy refuses: nothing inline runs or styles these pages. For the same reason sizes that depend
 * on the width of the window stand in CSS modules, not in `{{ base, sm }}` properties.
 */
export function adoptTheme(): void {
  const own = defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme));
  const sheet = new CSSStyleSheet();
  sheet.replaceSync([own, READABLE].map((variables) => convertCssVariables(variables, ":root")).join(""));
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
