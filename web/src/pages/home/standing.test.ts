import { expect, test } from "vitest";

import { standing } from "./standing";

test.each([
  ["10.00", "25.00", "debt", "10.00"],
  ["0.00", "25.00", "owed", "25.00"],
  ["0.00", "0.00", "settled", null],
  ["0.00", "-3.50", "advance", "3.50"],
  ["0.01", "-3.50", "debt", "0.01"],
])("arrears %s and balance %s are %s", (arrears, balance, kind, amount) => {
  expect(standing({ arrears, balance })).toEqual({ kind, amount });
});
