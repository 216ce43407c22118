import { describe, expect, it } from "vitest";

import {
  addMonths,
  amountOf,
  counted,
  DAYS,
  decimal,
  formatDate,
  formatDeadline,
  formatDifference,
  formatInstant,
  formatKwh,
  formatMoney,
  formatPeriod,
  formatReading,
  lastDayOf,
  moscowDay,
  multiply,
  parseDate,
  percentChange,
  readingOf,
  round,
  subtract,
  sum,
  timeLeft,
  toText,
} from "./index";

describe("decimals", () => {
  it("count without floats", () => {
    expect(toText(sum(["0.1", "0.2"].map(decimal)))).toBe("0.3");
    expect(toText(multiply(subtract(decimal("12345678.91"), decimal("12345678.90")), decimal("40")))).toBe("0.40");
    expect(toText(subtract(decimal("1"), decimal("1.05")))).toBe("-0.05");
  });

  it("round half away from zero", () => {
    expect(toText(round(decimal("1.005"), 2))).toBe("1.01");
    expect(toText(round(decimal("-1.005"), 2))).toBe("-1.01");
    expect(toText(round(decimal("1.004"), 2))).toBe("1.00");
  });

  it("refuse what is not a number", () => {
    for (const text of ["", "1,5", "1e3", "NaN", "1."]) expect(() => decimal(text)).toThrow(RangeError);
  });
});

describe("money and volumes", () => {
  it("are written as the language writes them, unbreakable", () => {
    expect(formatMoney("1234567.80", "ru")).toBe("1\u00a0234\u00a0567,80\u00a0₽");
    expect(formatMoney("1234567.80", "en")).toBe("₽1,234,567.80");
    expect(formatMoney("-999.5", "ru")).toBe("\u2212999,50\u00a0₽");
    expect(formatMoney("-999.5", "en")).toBe("\u2212₽999.50");
    expect(formatMoney("9007199254740993.01", "ru")).toBe("9\u00a0007\u00a0199\u00a0254\u00a0740\u00a0993,01\u00a0₽");
  });

  it("show the sign of a difference", () => {
    expect(formatDifference("12.00", "ru")).toBe("+12,00\u00a0₽");
    expect(formatDifference("-12.00", "ru")).toBe("\u221212,00\u00a0₽");
    expect(formatDifference("0.00", "ru")).toBe("0,00\u00a0₽");
  });

  it("keep a volume's precision and a meter's decimals", () => {
    expect(formatKwh("4000.000", "ru")).toBe("4\u00a0000\u00a0кВт·ч");
    expect(formatKwh("0.125", "en")).toBe("0.125\u00a0kWh");
    expect(formatReading("10420.5", "ru", 2)).toBe("10\u00a0420,50");
    expect(formatReading("09120.5", "ru", 1)).toBe("9\u00a0120,5");
  });

  it("compare years", () => {
    expect(percentChange("110", "100.0")).toBe(10);
    expect(percentChange("90", "100")).toBe(-10);
    expect(percentChange("5", "0")).toBeNull();
  });
});

describe("days", () => {
  it("are shown as Russians and as the English write them", () => {
    expect(formatDate("2026-11-05", "ru")).toBe("05.11.2026");
    expect(formatDate("2026-11-05", "en")).toBe("5\u00a0Nov\u00a02026");
    expect(formatPeriod("2026-11", "ru")).toBe("ноябрь\u00a02026\u00a0г.");
    expect(formatPeriod("2026-11", "en")).toBe("November\u00a02026");
  });

  it("are Moscow's when they come of an instant", () => {
    expect(moscowDay(new Date("2026-11-24T21:30:00Z"))).toBe("2026-11-25");
    expect(formatInstant("2026-11-24T21:30:05Z", "ru")).toBe("25.11.2026, 00:30");
    expect(formatInstant("2026-11-24T21:30:05Z", "ru", "second")).toBe("25.11.2026, 00:30:05");
  });

  it("end when the clock says midnight", () => {
    expect(formatDeadline("2026-11-30T21:00:00Z", "ru")).toBe("конца 30.11.2026");
    expect(formatDeadline("2026-11-30T20:30:00Z", "ru")).toBe("30.11.2026, 23:30");
  });

  it("are read as typed", () => {
    for (const typed of ["05.11.2026", "5.11.26", "5/11/2026", "2026-11-05", " 05 11 2026 ", "05-11-2026"])
      expect(parseDate(typed)).toBe("2026-11-05");
    for (const typed of ["31.02.2026", "5.13.2026", "", "вчера", "5.11"]) expect(parseDate(typed)).toBeNull();
    expect(parseDate("29.02.2028")).toBe("2028-02-29");
  });

  it("follow the calendar", () => {
    expect(addMonths("2026-01", -1)).toBe("2025-12");
    expect(lastDayOf("2028-02")).toBe("2028-02-29");
    const left = timeLeft("2026-11-26T21:00:00Z", new Date("2026-11-24T18:29:30Z"));
    expect(left).toEqual({ days: 2, hours: 2, minutes: 30 });
    expect(timeLeft("2026-11-01T00:00:00Z", new Date("2026-11-24T00:00:00Z")).days).toBe(0);
  });
});

describe("plurals", () => {
  it("are Russian", () => {
    const words = [1, 2, 5, 11, 21, 104, 112].map((count) => counted(count, DAYS, "ru").split("\u00a0").pop());
    expect(words).toEqual(["день", "дня", "дней", "дней", "день", "дня", "дней"]);
    expect(counted(1, DAYS, "en")).toBe("1\u00a0day");
  });
});

describe("a reading that is typed", () => {
  const dial = { digits: 6, decimals: 2 };

  it("takes comma or point, spaces and zeros in front", () => {
    expect(readingOf("012345,67", dial).value).toBe("12345.67");
    expect(readingOf("12 345.6", dial).value).toBe("12345.6");
    expect(readingOf("000000", dial).value).toBe("0");
    expect(readingOf("5,", dial).value).toBe("5");
  });

  it("is never rounded or cut", () => {
    expect(readingOf("1234567", dial).problem).toBe("too_many_digits");
    expect(readingOf("1.234", dial).problem).toBe("too_many_decimals");
    expect(readingOf("1.50", { digits: 6, decimals: 0 }).problem).toBe("too_many_decimals");
    for (const typed of ["-1", "1.2.3", "1,2,3", "12a", "1e5", "٣"])
      expect(readingOf(typed, dial).problem).toBe("not_a_number");
    expect(readingOf("  ", dial).problem).toBe("empty");
  });
});

describe("an amount that is typed", () => {
  it("has kopecks and is more than nothing", () => {
    expect(amountOf("1 234,5 ₽").value).toBe("1234.50");
    expect(amountOf("100 руб.").value).toBe("100.00");
    expect(amountOf("0,00").problem).toBe("not_positive");
    expect(amountOf("1,234").problem).toBe("too_many_decimals");
    expect(amountOf("сто").problem).toBe("not_a_number");
    expect(amountOf("").problem).toBe("empty");
  });
});
