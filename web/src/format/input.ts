/** What people type into fields for numbers: comma or point, spaces between thousands, zeros in front. */
export interface Dial {
  readonly digits: number;
  readonly decimals: number;
}

export type NumberProblem = "empty" | "not_a_number" | "too_many_digits" | "too_many_decimals" | "not_positive";

export type Typed =
  | { readonly value: string; readonly problem: null }
  | { readonly value: null; readonly problem: NumberProblem };

const SPACES = /[\s\u00a0\u202f]/g;

/** Comma for point, spaces out; what is not a number is left as typed. */
export function normalised(typed: string): string {
  return typed.replace(SPACES, "").replace(",", ".");
}

/** A value of a register. Never rounded: a digit more than the meter has is a mistake to be seen (domain.md 3.3 M11). */
export function readingOf(typed: string, dial: Dial): Typed {
  const text = normalised(typed);
  if (text === "") return refused("empty");
  const found = /^(\d+)(?:\.(\d*))?$/.exec(text);
  if (!found) return refused("not_a_number");
  const whole = found[1]!.replace(/^0+(?=\d)/, "");
  const fraction = found[2] ?? "";
  if (whole.length > dial.digits) return refused("too_many_digits");
  if (fraction.length > dial.decimals) return refused("too_many_decimals");
  return { value: fraction ? `${whole}.${fraction}` : whole, problem: null };
}

/** A sum of money to pay: more than nothing, kopecks at most. */
export function amountOf(typed: string): Typed {
  const text = normalised(typed.replace(/₽|руб\.?$/i, ""));
  if (text === "") return refused("empty");
  const found = /^(\d+)(?:\.(\d*))?$/.exec(text);
  if (!found) return refused("not_a_number");
  const whole = found[1]!.replace(/^0+(?=\d)/, "");
  const fraction = found[2] ?? "";
  if (whole.length > 12) return refused("too_many_digits");
  if (fraction.length > 2) return refused("too_many_decimals");
  if (/^0*$/.test(whole + fraction)) return refused("not_positive");
  return { value: `${whole}.${fraction.padEnd(2, "0")}`, problem: null };
}

function refused(problem: NumberProblem): Typed {
  return { value: null, problem };
}
