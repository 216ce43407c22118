import { describe, expect, it } from "vitest";

import { emptyDraft, isTouched, readDraft } from "./draft";
import type { Meter } from "./model";
import { liveVolume } from "./volume";

const NOW = new Date("2026-11-24T09:00:00Z");
const accepted = (value: string) => ({ value, taken_on: "2026-10-31" });
const meter = {
  multiplier: "40",
  registers: [
    { zone: "DAY", digits: 6, decimals: 2, last_accepted: accepted("10420.50"), last_submitted: null },
    { zone: "NIGHT", digits: 6, decimals: 2, last_accepted: accepted("4310.25"), last_submitted: null },
  ],
} as unknown as Meter;

describe("the volume while one types", () => {
  it("is the difference times the multiplier", () => {
    expect(liveVolume("10700", "10420.50", { digits: 6, multiplier: "40" })).toEqual({
      kwh: "11180.00",
      rolledOver: false,
    });
    expect(liveVolume("1.001", "0.5", { digits: 6, multiplier: "1.5" }).kwh).toBe("0.7515");
    expect(liveVolume("5", "5.00", { digits: 6, multiplier: "40" })).toEqual({ kwh: "0.00", rolledOver: false });
  });

  it("goes through the end of the dial below the previous value", () => {
    const found = liveVolume("12.5", "999990.00", { digits: 6, multiplier: "1" });
    expect(found).toEqual({ kwh: "22.50", rolledOver: true });
  });
});

describe("a draft", () => {
  it("is complete when all zones and the day are there", () => {
    const read = readDraft({ takenOn: "24.11.2026", values: { DAY: "010700,5", NIGHT: "4400" } }, meter, NOW);
    expect(read).toMatchObject({ complete: true, takenOn: "2026-11-24", values: { DAY: "10700.5", NIGHT: "4400" } });
  });

  it("says what is wrong beside each field", () => {
    const read = readDraft({ takenOn: "25.11.2026", values: { DAY: "1,234" } }, meter, NOW);
    expect(read.problems).toEqual({ DAY: "too_many_decimals", NIGHT: "empty", taken_on: "in_future" });
    expect(readDraft({ takenOn: "1.10.2026", values: {} }, meter, NOW).problems.taken_on).toBe("before_previous");
    expect(readDraft({ takenOn: "32.10.2026", values: {} }, meter, NOW).problems.taken_on).toBe("not_a_date");
  });

  it("counts as typed only with a value in it", () => {
    expect(isTouched(emptyDraft("2026-11-24"))).toBe(false);
    expect(isTouched({ takenOn: "", values: { DAY: "1" } })).toBe(true);
  });
});
