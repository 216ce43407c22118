import { formatDate, formatInstant, formatPeriod, type Lang } from "../../format";
import type { By } from "./series";

/** A step in words: «ноябрь 2026 г.», «05.11.2026», «05.11.2026, 13:00». */
export function stepLabel(start: string, by: By, lang: Lang): string {
  if (by === "month") return formatPeriod(start, lang);
  return by === "day" ? formatDate(start, lang) : formatInstant(start, lang);
}
