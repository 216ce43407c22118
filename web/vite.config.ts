import { readFileSync } from "node:fs";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** The gateway of the running `make up`; only `npm run dev` asks for it. */
function gateway(): string {
  const stack = process.env.CABINET_STACK ?? "../.cabinet/stack.json";
  return JSON.parse(readFileSync(stack, "utf8")).gateway;
}

export default defineConfig(({ command }) => ({
  plugins: [react()],
  publicDir: "pages",
  build: {
    outDir: process.env.OUT ?? "dist",
    emptyOutDir: true,
    assetsDir: "build",
    target: "es2023",
    // These know light-dark(); for older ones it is rewritten into variables that nobody sets.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server:
    command === "serve" && !process.env.VITEST
      ? {
          host: "127.0.0.1",
          proxy: { "/api": { target: gateway(), changeOrigin: true, headers: { origin: gateway() } } },
        }
      : {},
  test: { include: ["src/**/*.test.{ts,tsx}"] },
}));
