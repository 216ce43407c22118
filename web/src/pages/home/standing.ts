import type { Summary } from "./queries";

export interface Standing {
  readonly kind: "debt" | "owed" | "settled" | "advance";
  readonly amount: string | null;
}

/** How an account stands, in a word: overdue is a debt, the rest of a positive balance is just to be paid. */
export function standing({ arrears, balance }: Pick<Summary, "arrears" | "balance">): Standing {
  if (isPositive(arrears)) return { kind: "debt", amount: arrears };
  if (isPositive(balance)) return { kind: "owed", amount: balance };
  if (balance.startsWith("-")) return { kind: "advance", amount: balance.slice(1) };
  return { kind: "settled", amount: null };
}

function isPositive(amount: string): boolean {
  return !amount.startsWith("-") && /[1-9]/.test(amount);
}
