import { type ChangeEvent, type FormEvent, useRef, useState } from "react";

import { isProblem } from "../api";

type Values = Record<string, string | boolean>;

interface Options<V extends Values> {
  readonly initial: V;
  /** Sends the form; a thrown `Problem` is written beside the fields it names. */
  readonly submit: (values: V) => Promise<unknown>;
  /** What can be said before asking the service, by field. */
  readonly check?: (values: V) => Partial<Record<keyof V, string | undefined>>;
}

/**
 * A form that keeps what was typed, never sends twice, and leads to what is wrong.
 * Fields are bound by `text(name)` and `box(name)`; what concerns no field is `problem`.
 */
export function useForm<V extends Values>({ initial, submit, check }: Options<V>) {
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState<Partial<Record<keyof V, string>>>({});
  const [problem, setProblem] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const sending = useRef(false);
  const form = useRef<HTMLFormElement>(null);

  const set = (name: keyof V, value: string | boolean) => {
    setValues((now) => ({ ...now, [name]: value }));
    setErrors((now) => ({ ...now, [name]: undefined }));
  };

  const complain = (found: Partial<Record<keyof V, string | undefined>>) => {
    setErrors(found as Partial<Record<keyof V, string>>);
    const first = Object.keys(values).find((name) => found[name]);
    if (first) form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
    return first !== undefined;
  };

  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    if (sending.current || complain(check?.(values) ?? {})) return;
    sending.current = true;
    setBusy(true);
    setProblem(null);
    try {
      await submit(values);
    } catch (error) {
      const named = isProblem(error) ? Object.keys(values).map((name) => [name, error.at(name)] as const) : [];
      if (!complain(Object.fromEntries(named) as Partial<Record<keyof V, string>>)) setProblem(error as Error);
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
    errors,
    form: { ref: form, onSubmit, noValidate: true },
    text: (name: keyof V & string) => ({
      name,
      id: `field-${name}`,
      value: values[name] as string,
      error: errors[name],
      onChange: (event: ChangeEvent<HTMLInputElement>) => set(name, event.currentTarget.value),
    }),
    box: (name: keyof V & string) => ({
      name,
      id: `field-${name}`,
      checked: values[name] as boolean,
      error: errors[name],
      onChange: (event: ChangeEvent<HTMLInputElement>) => set(name, event.currentTarget.checked),
    }),
  };
}
