import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Props {
  readonly id: string;
  readonly value: string;
  readonly error?: string | undefined;
  readonly onChange: (typed: string) => void;
}

/** The day of the reading, typed as people write it. */
export function DateField({ id, value, error, onChange }: Props) {
  const { t } = useTranslation("readings");
  return (
    <TextInput
      id={id}
      label={t("taken_on")}
      description={t("taken_on_hint")}
      inputMode="numeric"
      autoComplete="off"
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
