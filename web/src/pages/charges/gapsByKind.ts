import type { Gap } from "./queries";

type Kind = Gap["missing"][number];

const ORDER: readonly Kind[] = ["bill", "closing_document", "reading"];

/** The other way round: for each thing that is missing its months, newest first. */
export function monthsWithout(gaps: readonly Gap[]): { kind: Kind; months: string[] }[] {
  return ORDER.map((kind) => ({
    kind,
    months: gaps.filter((gap) => gap.missing.includes(kind)).map((gap) => gap.period),
  })).filter(({ months }) => months.length > 0);
}
