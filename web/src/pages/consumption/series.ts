import { add, addDays, addMonths, type Decimal, decimal, toText, ZERO } from "../../format";

export type By = "month" | "day" | "hour";

export interface Item {
  readonly meter_id: string;
  readonly serial: string;
  readonly zone: string;
  readonly start: string;
  readonly volume_kwh: string | null;
  readonly method: string;
  readonly preliminary: boolean;
  readonly gap: boolean;
  readonly missing: number;
  readonly year_ago_kwh: string | null;
}

export interface Series {
  readonly key: string;
  readonly serial: string;
  readonly zone: string;
  /** One per step; null where the series says nothing about it. */
  readonly items: readonly (Item | null)[];
}

export interface Step {
  readonly start: string;
  readonly total: string | null;
  readonly yearAgo: string | null;
  readonly preliminary: boolean;
  /** Something is not known here: a gap of a series, or intervals missing inside a sum. */
  readonly incomplete: boolean;
}

export interface Table {
  readonly steps: readonly Step[];
  readonly series: readonly Series[];
}

/** Items of all meters and zones on one axis of time. A gap is null, never zero. */
export function tableOf(items: readonly Item[]): Table {
  const starts = [...new Set(items.map((item) => item.start))].sort();
  const place = new Map(starts.map((start, index) => [start, index]));
  const series = new Map<string, { serial: string; zone: string; items: (Item | null)[] }>();
  for (const item of items) {
    const key = `${item.meter_id}/${item.zone}`;
    const found = series.get(key) ?? { serial: item.serial, zone: item.zone, items: starts.map(() => null) };
    found.items[place.get(item.start)!] = item;
    series.set(key, found);
  }
  const listed = [...series].map(([key, one]) => ({ key, ...one }));
  return { series: listed, steps: starts.map((start, index) => stepOf(start, listed, index)) };
}

function stepOf(start: string, series: readonly Series[], index: number): Step {
  const here = series.map((one) => one.items[index]).filter((item): item is Item => !!item);
  return {
    start,
    total: summed(here.map((item) => item.volume_kwh)),
    yearAgo: summed(here.map((item) => item.year_ago_kwh)),
    preliminary: here.some((item) => item.preliminary),
    incomplete: here.some((item) => item.gap || item.missing > 0),
  };
}

/** The sum of what is known; null when nothing is. */
export function summed(volumes: readonly (string | null)[]): string | null {
  const known = volumes.filter((volume): volume is string => volume !== null);
  if (!known.length) return null;
  return toText(known.reduce<Decimal>((total, volume) => add(total, decimal(volume)), ZERO));
}

/** The stretch of time that is shown at first: a year of months, a month of days, a week of hours; `to` is outside. */
export function usualSpan(by: By, today: string): { from: string; to: string } {
  const tomorrow = addDays(today, 1);
  if (by === "month")
    return { from: `${addMonths(today.slice(0, 7), -12)}-01`, to: `${addMonths(today.slice(0, 7), 1)}-01` };
  return { from: addDays(today, by === "day" ? -30 : -7), to: tomorrow };
}
