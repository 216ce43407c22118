import { expect, test } from "vitest";

import { safeNext } from "./next";

test.each(["/contracts/78000000000101/pay?bill=1", "/", "/profile"])("%s is ours", (path) => {
  expect(safeNext(path)).toBe(path);
});

test.each(["//evil.example", "/\\evil.example", "https://evil.example", "evil", "", undefined, ["/"]])(
  "%s is not",
  (path) => {
    expect(safeNext(path)).toBeNull();
  },
);
