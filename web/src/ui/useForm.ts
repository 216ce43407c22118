import { type ChangeEvent, type FormEvent, useId, useRef, useState } from "react";

import { isProblem } from "../api";
import type { FieldFault } from "./ErrorSummary";

type Values = Record<string, string | boolean>;

interface Options<V extends Values> {
  readonly initial: V;
  /** Sends the form; a thrown `Problem` is written beside the fields it names. */
  readonly submit: (values: V) => Promise<unknown>;
  /** What can be said before asking the service, by field. */
  readonly check?: (values: V) => Partial<Record<keyof V, string | undefined>>;
}

/**
 * A form that keeps what was typed, never sends twice, and leads to what is wrong: beside the field and in a summary
 * (`trouble`). Fields are bound by `text(name)` and `box(name)`, or named by `idOf`; what concerns no field is `problem`.
 */
export function useForm<V extends Values>({ initial, submit, check }: Options<V>) {
  const [values, setValues] = useState(initial);
  const [faults, setFaults] = useState<readonly FieldFault[]>([]);
  const [problem, setProblem] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const sending = useRef(false);
  const form = useRef<HTMLFormElement>(null);
  const prefix = useId();
  const idOf = (name: keyof V & string) => `${prefix}-${name}`;
  const errorOf = (name: keyof V & string) => faults.find(({ field }) => field === idOf(name))?.text;

  const set = (name: keyof V & string, value: string | boolean) => {
    setValues((now) => ({ ...now, [name]: value }));
    setFaults((now) => now.filter(({ field }) => field !== idOf(name)));
  };

  const complain = (said: (name: keyof V & string) => string | undefined) => {
    const found = Object.keys(values).flatMap((name) => {
      const [field, text] = [idOf(name), said(name)];
      return text ? [{ field, label: labelOf(field), text }] : [];
    });
    setFaults(found);
    if (found[0]) document.getElementById(found[0].field)?.focus();
    return found.length > 0;
  };

  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    const wrong = check?.(values);
    if (sending.current || complain((name) => wrong?.[name])) return;
    sending.current = true;
    setBusy(true);
    setProblem(null);
    try {
      await submit(values);
    } catch (error) {
      if (!isProblem(error) || !complain((name) => error.at(name))) setProblem(error as Error);
    } finally {
      sending.current = false;
      setBusy(false);
    }
  };

  return {
    values,
    set,
    problem,
    busy,
    idOf,
    errorOf,
    trouble: { problem, faults },
    form: { ref: form, onSubmit, noValidate: true },
    text: (name: keyof V & string) => ({
      name,
      id: idOf(name),
      value: values[name] as string,
      error: errorOf(name),
      onChange: (event: ChangeEvent<HTMLInputElement>) => set(name, event.currentTarget.value),
    }),
    box: (name: keyof V & string) => ({
      name,
      id: idOf(name),
      checked: values[name] as boolean,
      error: errorOf(name),
      onChange: (event: ChangeEvent<HTMLInputElement>) => set(name, event.currentTarget.checked),
    }),
  };
}

/** What the field is called on the page, without the asterisk of what is required. */
function labelOf(id: string): string {
  const label = document.querySelector(`label[for="${id}"], [id="${id}-label"]`);
  return label?.textContent?.replace(/\s*\*$/, "") ?? "";
}
