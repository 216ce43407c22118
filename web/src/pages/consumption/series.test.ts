import { describe, expect, it } from "vitest";

import { type Item, summed, tableOf, usualSpan } from "./series";

const item = (fields: Partial<Item>): Item => ({
  meter_id: "m1",
  serial: "41",
  zone: "DAY",
  start: "2026-10",
  volume_kwh: "1.5",
  method: "metered",
  preliminary: false,
  gap: false,
  missing: 0,
  year_ago_kwh: null,
  ...fields,
});

describe("consumption on one axis", () => {
  it("puts every meter and zone on the same steps and keeps gaps as gaps", () => {
    const gap = item({ zone: "NIGHT", start: "2026-11", volume_kwh: null, gap: true });
    const table = tableOf([item({ start: "2026-11" }), item({}), gap, item({ zone: "NIGHT", year_ago_kwh: "2" })]);
    expect(table.steps.map((step) => [step.start, step.total, step.incomplete])).toEqual([
      ["2026-10", "3.0", false],
      ["2026-11", "1.5", true],
    ]);
    expect(table.steps[0]!.yearAgo).toBe("2");
    expect(table.series.map((one) => one.items.map((at) => at?.volume_kwh ?? null))).toEqual([
      ["1.5", "1.5"],
      ["1.5", null],
    ]);
  });

  it("tells nothing known from zero", () => {
    expect(summed([null, null])).toBeNull();
    expect(summed(["0.00", null])).toBe("0.00");
  });

  it("begins with a usual stretch of time", () => {
    expect(usualSpan("month", "2026-11-24")).toEqual({ from: "2025-11-01", to: "2026-12-01" });
    expect(usualSpan("day", "2026-03-01")).toEqual({ from: "2026-01-30", to: "2026-03-02" });
    expect(usualSpan("hour", "2026-11-24")).toEqual({ from: "2026-11-17", to: "2026-11-25" });
  });
});
