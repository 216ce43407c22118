import { type Lang, NBSP } from "./numbers";

export const MOSCOW = "Europe/Moscow";

const LOCALE = { ru: "ru-RU", en: "en-GB" } as const;
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const WRITTEN = /^(\d{1,2})[./\-\s](\d{1,2})[./\-\s](\d{4}|\d{2})$/;

function utc(iso: string): Date {
  return new Date(`${iso}T00:00:00Z`);
}

/** «05.11.2026», "5 Nov 2026": a calendar day has no time zone. */
export function formatDate(iso: string, lang: Lang): string {
  if (lang === "ru") return iso.split("-").reverse().join(".");
  return new Intl.DateTimeFormat(LOCALE.en, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" })
    .format(utc(iso))
    .replaceAll(" ", NBSP);
}

/** «ноябрь 2026 г.», "November 2026". */
export function formatPeriod(period: string, lang: Lang): string {
  const made = new Intl.DateTimeFormat(LOCALE[lang], { month: "long", year: "numeric", timeZone: "UTC" });
  return made.format(utc(`${period}-01`)).replaceAll(" ", NBSP);
}

/** The month alone, for narrow places: «ноя», "Nov". */
export function formatMonth(period: string, lang: Lang): string {
  const made = new Intl.DateTimeFormat(LOCALE[lang], { month: "short", timeZone: "UTC" });
  return made.format(utc(`${period}-01`)).replace(".", "");
}

/** «24.11.2026, 17:05»: an instant by Moscow time, to the minute or the second. */
export function formatInstant(instant: string, lang: Lang, precision: "minute" | "second" = "minute"): string {
  const day = formatDate(moscowDay(new Date(instant)), lang);
  const time = new Intl.DateTimeFormat(LOCALE.ru, {
    hour: "2-digit",
    minute: "2-digit",
    ...(precision === "second" ? { second: "2-digit" } : {}),
    timeZone: MOSCOW,
  });
  return `${day}, ${time.format(new Date(instant))}`;
}

/** For «принимаем до …»: an instant at midnight is the end of the day before it. */
export function formatDeadline(instant: string, lang: Lang): string {
  const said = formatInstant(instant, lang);
  if (!said.endsWith(" 00:00")) return said;
  const day = formatDate(addDays(moscowDay(new Date(instant)), -1), lang);
  return lang === "ru" ? `конца ${day}` : `the end of ${day}`;
}

/** The day it is in Moscow, ISO. */
export function moscowDay(instant: Date): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: MOSCOW }).format(instant);
}

/** What a person typed as a day: «5.11.2026», «05.11.26», «05/11/2026», «2026-11-05». Null when there is no such day. */
export function parseDate(typed: string): string | null {
  const text = typed.trim();
  const iso = ISO_DATE.exec(text);
  if (iso) return existing(iso[1]!, iso[2]!, iso[3]!);
  const written = WRITTEN.exec(text);
  if (!written) return null;
  const [, day, month, year] = written as unknown as [string, string, string, string];
  return existing(year.length === 2 ? `20${year}` : year, month, day);
}

function existing(year: string, month: string, day: string): string | null {
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const made = utc(iso);
  return !Number.isNaN(made.getTime()) && made.toISOString().slice(0, 10) === iso ? iso : null;
}

export function addDays(iso: string, days: number): string {
  const made = utc(iso);
  made.setUTCDate(made.getUTCDate() + days);
  return made.toISOString().slice(0, 10);
}

/** "2026-11" and -1 is "2026-10". */
export function addMonths(period: string, months: number): string {
  const made = utc(`${period}-01`);
  made.setUTCMonth(made.getUTCMonth() + months);
  return made.toISOString().slice(0, 7);
}

export function lastDayOf(period: string): string {
  return addDays(`${addMonths(period, 1)}-01`, -1);
}

/** What is left until an instant, whole units rounded down; never negative. */
export function timeLeft(until: string, now: Date): { days: number; hours: number; minutes: number } {
  const minutes = Math.max(0, Math.floor((new Date(until).getTime() - now.getTime()) / 60_000));
  return { days: Math.floor(minutes / 1440), hours: Math.floor((minutes % 1440) / 60), minutes: minutes % 60 };
}
