import { Button, Group, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "../../api";
import { moscowDay } from "../../format";
import { ErrorSummary, type FieldFault, Notice } from "../../ui";
import { useUnsaved } from "../parts/useUnsaved";
import { DateField } from "./DateField";
import { type Draft, emptyDraft, isTouched, type ReadDraft, readDraft } from "./draft";
import { Estimate } from "./Estimate";
import classes from "./MeterForm.module.css";
import type { Meter, Reading, ReadingWarning, Submission } from "./model";
import { useCheck, useSubmit } from "./queries";
import { Warnings } from "./Warnings";
import { ZoneField } from "./ZoneField";

interface Props {
  readonly number: string;
  readonly meter: Meter;
  readonly correcting: boolean;
  readonly onDone: (receipt: Reading) => void;
  readonly onCancel?: (() => void) | undefined;
}

/** All zones of a meter in one row: typed, counted at once, checked by the service, doubted, confirmed, sent. */
export function MeterForm({ number, meter, correcting, onDone, onCancel }: Props) {
  const { t } = useTranslation("readings");
  const [draft, setDraft] = useState<Draft>(() => started(meter, correcting));
  const [tried, setTried] = useState(false);
  const [confirmed, setConfirmed] = useState<string | null>(null);
  const summary = useRef<HTMLDivElement>(null);
  const read = readDraft(draft, meter, new Date());
  const submission = asked(read.complete, read.takenOn, read.values);
  const typed = JSON.stringify(submission);
  const [settled] = useDebouncedValue(typed, 400);
  const check = useCheck(meter.id, JSON.parse(settled) as Submission | null);
  const submit = useSubmit(number, meter.id, onDone);
  useUnsaved(isTouched(draft) && !correcting && !submit.isPending && !submit.isSuccess);

  const checked = submission && settled === typed ? check : null;
  const warnings = doubts(submit.error) ?? checked?.data?.warnings ?? [];
  const doubted = warnings.length > 0 && confirmed !== fingerprint(submission, warnings);
  const faults = [
    ...(tried ? typedFaults(meter, read.problems, t) : []),
    ...toldFaults(meter, submit.error ?? checked?.error, t),
  ];

  function change(next: Draft) {
    setDraft(next);
    if (submit.isError) submit.reset();
  }

  async function send(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (submit.isPending) return;
    if (!submission || doubted) return focusSoon(summary);
    submit.mutate({ submission, accepted: warnings }, { onError: () => focusSoon(summary) });
  }

  const faultOf = (field: string) => faults.find((fault) => fault.field === fieldId(meter, field))?.text;
  return (
    <form onSubmit={send} noValidate aria-label={t("form", { serial: meter.serial })}>
      <Stack gap="sm">
        <div ref={summary} tabIndex={-1} className={classes.summary}>
          {tried && <ErrorSummary faults={faults} problem={otherwise(submit.error)} />}
        </div>
        <div className={classes.row}>
          {meter.registers.map((register) => (
            <ZoneField
              key={register.zone}
              id={fieldId(meter, register.zone)}
              register={register}
              meter={meter}
              typed={draft.values[register.zone] ?? ""}
              error={faultOf(register.zone)}
              onChange={(value) => change({ ...draft, values: { ...draft.values, [register.zone]: value } })}
            />
          ))}
          <DateField
            id={fieldId(meter, "taken_on")}
            value={draft.takenOn}
            error={faultOf("taken_on")}
            onChange={(takenOn) => change({ ...draft, takenOn })}
          />
        </div>
        <Estimate checked={checked?.data} busy={submission !== null && (settled !== typed || check.isFetching)} />
        {warnings.length > 0 && (
          <Warnings
            warnings={warnings}
            confirmed={!doubted}
            insist={tried && doubted}
            onConfirm={(yes) => setConfirmed(yes ? fingerprint(submission, warnings) : null)}
          />
        )}
        {checked?.error instanceof Problem && checked.error.status === 409 && !submit.error && (
          <Notice color="gray">{checked.error.detail}</Notice>
        )}
        <Group gap="sm">
          <Button type="submit" loading={submit.isPending}>
            {t(correcting ? "send.correction" : "send.reading")}
          </Button>
          {onCancel && (
            <Button variant="default" onClick={onCancel} disabled={submit.isPending}>
              {t("cancel")}
            </Button>
          )}
          <Text size="sm" c="dimmed">
            {t("dial", { count: meter.registers[0]?.decimals ?? 0, digits: meter.registers[0]?.digits ?? 0 })}
          </Text>
        </Group>
      </Stack>
    </form>
  );
}

/** A correction begins with what was sent. */
function started(meter: Meter, correcting: boolean): Draft {
  const today = emptyDraft(moscowDay(new Date()));
  if (!correcting) return today;
  const values = meter.registers.map(({ zone, last_submitted: last }) => [zone, last?.value.replace(".", ",") ?? ""]);
  return { ...today, values: Object.fromEntries(values) as Draft["values"] };
}

function asked(complete: boolean, takenOn: string | null, values: Draft["values"]): Submission | null {
  return complete && takenOn ? { taken_on: takenOn, values: values as Record<string, string> } : null;
}

function fieldId(meter: Meter, field: string): string {
  return `field-${meter.id}-${field}`;
}

type Say = (key: string) => string;

function typedFaults(meter: Meter, problems: ReadDraft["problems"], t: Say): FieldFault[] {
  return Object.entries(problems).map(([field, problem]) => faultAt(meter, field, t(`problem.${problem}`), t));
}

function toldFaults(meter: Meter, error: Error | null | undefined, t: Say): FieldFault[] {
  if (!(error instanceof Problem)) return [];
  return error.errors.map(({ pointer, detail }) => faultAt(meter, pointer.split("/").pop() ?? "", detail, t));
}

function faultAt(meter: Meter, field: string, text: string, t: Say): FieldFault {
  return { field: fieldId(meter, field), label: field === "taken_on" ? t("taken_on") : t(`zone.${field}`), text };
}

/** The doubts for which the service wants a confirmation. */
function doubts(error: Error | null): readonly ReadingWarning[] | null {
  if (!(error instanceof Problem) || error.code !== "needs_confirmation") return null;
  return (error.body as { warnings: ReadingWarning[] }).warnings;
}

/** A refusal that is about no field. */
function otherwise(error: Error | null): Error | null {
  if (!error) return null;
  const aboutFields = error instanceof Problem && (error.errors.length > 0 || error.code === "needs_confirmation");
  return aboutFields ? null : error;
}

function fingerprint(submission: Submission | null, warnings: readonly ReadingWarning[]): string {
  return JSON.stringify([submission, warnings.map((warning) => [warning.code, warning.zone])]);
}

function focusSoon(target: { readonly current: HTMLElement | null }) {
  requestAnimationFrame(() => target.current?.focus());
}
