import type { Lang } from "./numbers";
import { formatNumber, NBSP } from "./numbers";

/** Forms of a noun: Russian [день, дня, дней], English [day, days]. */
export type Forms = { ru: readonly [string, string, string]; en: readonly [string, string] };

const RU = new Intl.PluralRules("ru");

/** «1 день», «2 дня», «5 дней», «11 дней», «21 день». */
export function counted(count: number, forms: Forms, lang: Lang): string {
  return `${formatNumber(String(count), lang)}${NBSP}${noun(count, forms, lang)}`;
}

function noun(count: number, forms: Forms, lang: Lang): string {
  if (lang === "en") return forms.en[count === 1 ? 0 : 1];
  const rule = RU.select(count);
  return forms.ru[rule === "one" ? 0 : rule === "few" ? 1 : 2];
}

export const DAYS: Forms = { ru: ["день", "дня", "дней"], en: ["day", "days"] };
export const HOURS: Forms = { ru: ["час", "часа", "часов"], en: ["hour", "hours"] };
export const MINUTES: Forms = { ru: ["минута", "минуты", "минут"], en: ["minute", "minutes"] };
export const ROWS: Forms = { ru: ["строка", "строки", "строк"], en: ["row", "rows"] };
export const DOCUMENTS: Forms = { ru: ["документ", "документа", "документов"], en: ["document", "documents"] };
export const MONTHS: Forms = { ru: ["месяц", "месяца", "месяцев"], en: ["month", "months"] };
