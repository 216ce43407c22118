import { add, compare, type Decimal, decimal, subtract, sum, toText, ZERO } from "../../format";
import type { Charge, Document } from "./queries";

/** A bill with what is left of its month. */
export interface Bill {
  readonly document: Document;
  readonly left: string;
  readonly dueOn: string;
}

/** Bills of months of which something is left, the oldest debt first; of several bills of a month the newest. */
export function unpaidBills(charges: readonly Charge[], documents: readonly Document[]): Bill[] {
  const months = new Map<string, { left: Decimal; dueOn: string }>();
  for (const charge of charges) {
    const before = months.get(charge.period);
    const left = add(before?.left ?? ZERO, subtract(decimal(charge.gross), decimal(charge.paid)));
    const dueOn = before && before.dueOn < charge.due_on ? before.dueOn : charge.due_on;
    months.set(charge.period, { left, dueOn });
  }
  const newest = new Map<string, Document>();
  for (const document of documents)
    if (document.period && !newest.has(document.period)) newest.set(document.period, document);
  return [...newest]
    .map(([period, document]) => ({ document, month: months.get(period) }))
    .filter(({ month }) => month && compare(month.left, ZERO) > 0)
    .map(({ document, month }) => ({ document, left: toText(month!.left), dueOn: month!.dueOn }))
    .sort((a, b) => a.dueOn.localeCompare(b.dueOn));
}

export function totalOf(bills: readonly Bill[], chosen: ReadonlySet<string>): string {
  return toText(
    add(sum(bills.filter(({ document }) => chosen.has(document.id)).map(({ left }) => decimal(left))), decimal("0.00")),
  );
}
