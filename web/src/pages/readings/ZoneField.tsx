import { Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { formatDate, formatKwh, formatReading, readingOf } from "../../format";
import { useLang } from "../../i18n";
import { previousOf } from "./draft";
import classes from "./MeterForm.module.css";
import type { Meter, Register } from "./model";
import { liveVolume } from "./volume";

interface Props {
  readonly id: string;
  readonly register: Register;
  readonly meter: Meter;
  readonly typed: string;
  readonly error?: string | undefined;
  readonly onChange: (typed: string) => void;
}

/** One zone: the previous value, the field, and the volume that the value means. */
export function ZoneField({ id, register, meter, typed, error, onChange }: Props) {
  const { t } = useTranslation("readings");
  const lang = useLang();
  const previous = previousOf(register);
  const before = previous
    ? t("previous", {
        value: formatReading(previous.value, lang, register.decimals),
        date: formatDate(previous.taken_on, lang),
      })
    : t("no_previous");
  return (
    <div>
      <TextInput
        id={id}
        label={t(`zone.${register.zone}`)}
        description={before}
        inputMode="decimal"
        autoComplete="off"
        value={typed}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Text size="sm" className={classes.volume} data-testid={`volume-${register.zone}`}>
        {previous && (
          <Volume typed={typed} previous={previous.value} register={register} multiplier={meter.multiplier} />
        )}
      </Text>
    </div>
  );
}

interface VolumeProps {
  readonly typed: string;
  readonly previous: string;
  readonly register: Register;
  readonly multiplier: string;
}

function Volume({ typed, previous, register, multiplier }: VolumeProps) {
  const { t } = useTranslation("readings");
  const lang = useLang();
  const { value } = readingOf(typed, register);
  if (value === null) return null;
  const { kwh, rolledOver } = liveVolume(value, previous, { digits: register.digits, multiplier });
  return rolledOver ? t("below_previous") : t("volume", { kwh: formatKwh(kwh, lang) });
}
