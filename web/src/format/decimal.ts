/** Exact decimals for what the services send as text: kilowatt-hours, rubles, multipliers. Nothing here is ever a float. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

const NUMBER = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/** Reads "-1234.50". Throws on anything that is not a plain decimal. */
export function decimal(text: string): Decimal {
  const found = NUMBER.exec(text.trim());
  if (!found) throw new RangeError(`not a decimal: ${text}`);
  const [, sign, whole = "0", fraction = ""] = found;
  const units = BigInt(whole + fraction);
  return { units: sign === "-" ? -units : units, scale: fraction.length };
}

export const ZERO: Decimal = { units: 0n, scale: 0 };

function at(value: Decimal, scale: number): bigint {
  return value.units * 10n ** BigInt(scale - value.scale);
}

export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { units: at(a, scale) + at(b, scale), scale };
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, { units: -b.units, scale: b.scale });
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return { units: a.units * b.units, scale: a.scale + b.scale };
}

/** Negative, zero or positive, as `a` is below, equal to or above `b`. */
export function compare(a: Decimal, b: Decimal): number {
  const { units } = subtract(a, b);
  return units < 0n ? -1 : units > 0n ? 1 : 0;
}

export function sum(values: Iterable<Decimal>): Decimal {
  let total = ZERO;
  for (const value of values) total = add(total, value);
  return total;
}

/** Half away from zero, as money is rounded here. */
export function round(value: Decimal, scale: number): Decimal {
  if (value.scale <= scale) return { units: at(value, scale), scale };
  const step = 10n ** BigInt(value.scale - scale);
  const half = value.units < 0n ? -step / 2n : step / 2n;
  return { units: (value.units + half) / step, scale };
}

/** "1234.50": the way back to a service. */
export function toText(value: Decimal): string {
  const digits = (value.units < 0n ? -value.units : value.units).toString().padStart(value.scale + 1, "0");
  const cut = digits.length - value.scale;
  const sign = value.units < 0n ? "-" : "";
  return sign + digits.slice(0, cut) + (value.scale ? `.${digits.slice(cut)}` : "");
}

/** Without the zeros that say nothing: "5000.000" is "5000". */
export function trimmed(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** For a scale on a chart only. */
export function approximate(text: string): number {
  return Number(text);
}
