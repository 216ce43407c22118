import { moscowDay, type NumberProblem, parseDate, readingOf } from "../../format";
import type { Meter, Register, Zone } from "./model";

/** What is in the fields of one meter. */
export interface Draft {
  readonly takenOn: string;
  readonly values: Readonly<Partial<Record<Zone, string>>>;
}

export type DateProblem = "date_empty" | "not_a_date" | "in_future" | "before_previous";
export type FieldProblem = NumberProblem | DateProblem;

export interface ReadDraft {
  readonly takenOn: string | null;
  readonly values: Partial<Record<Zone, string>>;
  readonly problems: Partial<Record<Zone | "taken_on", FieldProblem>>;
  /** Everything is there and can be asked about. */
  readonly complete: boolean;
}

export function emptyDraft(today: string): Draft {
  return { takenOn: today.split("-").reverse().join("."), values: {} };
}

export function isTouched(draft: Draft): boolean {
  return Object.values(draft.values).some((value) => value !== undefined && value.trim() !== "");
}

/** The fields as the service takes them, and what is wrong with each. */
export function readDraft(draft: Draft, meter: Meter, now: Date): ReadDraft {
  const values: Partial<Record<Zone, string>> = {};
  const problems: Partial<Record<Zone | "taken_on", FieldProblem>> = {};
  for (const register of meter.registers) {
    const typed = readingOf(draft.values[register.zone] ?? "", register);
    if (typed.problem) problems[register.zone] = typed.problem;
    else values[register.zone] = typed.value;
  }
  const takenOn = parseDate(draft.takenOn);
  const problem = dateProblem(draft.takenOn, takenOn, meter, now);
  if (problem) problems.taken_on = problem;
  return { takenOn, values, problems, complete: Object.keys(problems).length === 0 };
}

function dateProblem(typed: string, takenOn: string | null, meter: Meter, now: Date): DateProblem | null {
  if (!typed.trim()) return "date_empty";
  if (!takenOn) return "not_a_date";
  if (takenOn > moscowDay(now)) return "in_future";
  const previous = meter.registers[0] && previousOf(meter.registers[0]);
  return previous && takenOn < previous.taken_on ? "before_previous" : null;
}

/** From which value the next volume is counted: what was accepted last. The service has the last word (`:check`). */
export function previousOf(register: Register): Register["last_accepted"] {
  return register.last_accepted;
}
