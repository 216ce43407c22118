import { describe, expect, it } from "vitest";

import { totalOf, unpaidBills } from "./bills";
import type { Charge, Document } from "./queries";

const charge = (period: string, gross: string, paid: string, due_on: string) =>
  ({ period, gross, paid, due_on }) as Charge;
const bill = (id: string, period: string | null) => ({ id, period, kind: "bill" }) as Document;

describe("bills to pay", () => {
  const charges = [
    charge("2026-10", "154245.80", "61698.32", "2026-11-18"),
    charge("2026-09", "100.00", "100.00", "2026-10-19"),
    charge("2026-08", "0.30", "0.10", "2026-09-18"),
    charge("2026-08", "0.10", "0.00", "2026-09-21"),
  ];
  const documents = [
    bill("b10", "2026-10"),
    bill("b9", "2026-09"),
    bill("b8", "2026-08"),
    bill("old", "2026-08"),
    bill("x", null),
  ];

  it("are those of months that are not paid, the oldest first", () => {
    const found = unpaidBills(charges, documents);
    expect(found.map(({ document, left, dueOn }) => [document.id, left, dueOn])).toEqual([
      ["b8", "0.30", "2026-09-18"],
      ["b10", "92547.48", "2026-11-18"],
    ]);
  });

  it("add up to the kopeck", () => {
    const found = unpaidBills(charges, documents);
    expect(totalOf(found, new Set(["b8", "b10"]))).toBe("92547.78");
    expect(totalOf(found, new Set())).toBe("0.00");
  });
});
