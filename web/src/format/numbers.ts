import { compare, type Decimal, decimal, round, toText, trimmed, ZERO } from "./decimal";

export type Lang = "ru" | "en";

export const NBSP = "\u00a0";
export const MINUS = "\u2212";

const MARKS = { ru: { group: NBSP, point: "," }, en: { group: ",", point: "." } } as const;

/** "-1234567.8" as people of the language write it, with exactly the decimals that are there. */
export function formatNumber(text: string, lang: Lang): string {
  const sign = text.startsWith("-") ? MINUS : "";
  const [whole = "0", fraction] = text.replace(/^[+-]/, "").split(".");
  const { group, point } = MARKS[lang];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
  return sign + grouped + (fraction ? point + fraction : "");
}

/** «1 234 567,80 ₽», "₽1,234,567.80". */
export function formatMoney(amount: string, lang: Lang): string {
  const number = formatNumber(toText(round(decimal(amount), 2)), lang);
  if (lang === "ru") return `${number}${NBSP}₽`;
  return number.startsWith(MINUS) ? `${MINUS}₽${number.slice(1)}` : `₽${number}`;
}

/** With its sign also when it is more: the difference that a recalculation made. */
export function formatDifference(amount: string, lang: Lang): string {
  const text = formatMoney(amount, lang);
  return compare(decimal(amount), ZERO) > 0 ? `+${text}` : text;
}

/** A volume in its own precision, without zeros that say nothing: «4 000 кВт·ч». */
export function formatKwh(volume: string, lang: Lang): string {
  return `${formatNumber(trimmed(volume), lang)}${NBSP}${lang === "ru" ? "кВт·ч" : "kWh"}`;
}

/** A value of a register with all the decimals of its meter: «012 345,60» is 12 345,60. */
export function formatReading(value: string, lang: Lang, decimals?: number): string {
  const exact = decimal(value);
  return formatNumber(decimals === undefined ? toText(exact) : toText(widened(exact, decimals)), lang);
}

/** Per cent of one number in another, whole; nothing can be said about a share of nothing. */
export function percentChange(now: string, before: string): number | null {
  const [current, base] = [decimal(now), decimal(before)];
  if (compare(base, ZERO) === 0) return null;
  const scale = Math.max(current.scale, base.scale);
  const units = (value: Decimal) => value.units * 10n ** BigInt(scale - value.scale);
  return Math.round(Number(((units(current) - units(base)) * 1000n) / units(base)) / 10);
}

function widened(value: Decimal, decimals: number): Decimal {
  return value.scale >= decimals ? value : round(value, decimals);
}

/** «1,2 МБ» */
export function formatBytes(bytes: number, lang: Lang): string {
  const units = lang === "ru" ? ["байт", "КБ", "МБ"] : ["bytes", "KB", "MB"];
  const power = bytes < 1024 ? 0 : bytes < 1024 * 1024 ? 1 : 2;
  const value = bytes / 1024 ** power;
  return `${formatNumber(value.toFixed(power && value < 10 ? 1 : 0), lang)}${NBSP}${units[power]}`;
}
