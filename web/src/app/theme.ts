import { createTheme, type MantineColorsTuple, rem } from "@mantine/core";

/** A calm blue of the supplier's signs; every shade used for text is at least 4.5:1 on its ground. */
const grid: MantineColorsTuple = [
  "#eaf2fb",
  "#d3e2f3",
  "#a6c4e6",
  "#8cb6e6",
  "#75a8e2",
  "#3878c7",
  "#1f66b3",
  "#15569b",
  "#0d4681",
  "#083765",
];

export const theme = createTheme({
  colors: { grid },
  primaryColor: "grid",
  primaryShade: { light: 7, dark: 7 },
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif",
  headings: {
    fontFamily: "inherit",
    fontWeight: "650",
    sizes: { h1: { fontSize: rem(28), lineHeight: "1.2" }, h2: { fontSize: rem(20) }, h3: { fontSize: rem(17) } },
  },
  defaultRadius: "sm",
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    Anchor: { defaultProps: { underline: "always" } },
    // Locking the scroll writes a <style> element, which the content policy refuses.
    Modal: { defaultProps: { lockScroll: false } },
    Tooltip: { defaultProps: { events: { hover: true, focus: true, touch: true } } },
  },
});
