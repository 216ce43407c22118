import { Button, Group, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { addMonths, formatPeriod, moscowDay } from "../../format";
import { useLang } from "../../i18n";
import { KINDS, type Kind, type Wanted } from "./queries";

const MONTHS_BACK = 48;

interface Props {
  readonly wanted: Wanted;
  readonly onChange: (change: Wanted) => void;
}

/** Kind, months and text; they live in the address. */
export function Filters({ wanted, onChange }: Props) {
  const { t } = useTranslation("documents");
  const lang = useLang();
  const [text, setText] = useState(wanted.text ?? "");
  const tell = useDebouncedCallback((typed: string) => onChange({ text: typed.trim() || undefined }), 350);
  const month = moscowDay(new Date()).slice(0, 7);
  const months = Array.from({ length: MONTHS_BACK }, (_, back) => addMonths(month, -back));
  const options = months.map((value) => ({ value, label: formatPeriod(value, lang) }));
  const any = Object.values(wanted).some((value) => value);
  return (
    <Group gap="sm" align="flex-end" role="search" aria-label={t("filters")}>
      <Select
        label={t("kind")}
        placeholder={t("any")}
        data={KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
        value={wanted.kind ?? null}
        onChange={(kind) => onChange({ kind: (kind as Kind | null) ?? undefined })}
        clearable
        clearButtonProps={{ "aria-label": t("clear_kind") }}
        flex="1 1 11rem"
      />
      <Select
        label={t("from")}
        placeholder={t("any_month")}
        data={options}
        value={wanted.from ?? null}
        onChange={(from) => onChange({ from: from ?? undefined })}
        clearable
        clearButtonProps={{ "aria-label": t("clear_from") }}
        searchable
        flex="1 1 11rem"
      />
      <Select
        label={t("to")}
        placeholder={t("any_month")}
        data={options}
        value={wanted.to ?? null}
        onChange={(to) => onChange({ to: to ?? undefined })}
        clearable
        clearButtonProps={{ "aria-label": t("clear_to") }}
        searchable
        flex="1 1 11rem"
      />
      <TextInput
        label={t("text")}
        placeholder={t("text_hint")}
        type="search"
        value={text}
        maxLength={100}
        onChange={(event) => {
          setText(event.currentTarget.value);
          tell(event.currentTarget.value);
        }}
        flex="1 1 11rem"
      />
      {any && (
        <Button
          variant="subtle"
          onClick={() => {
            setText("");
            onChange({ kind: undefined, from: undefined, to: undefined, text: undefined });
          }}
        >
          {t("clear")}
        </Button>
      )}
    </Group>
  );
}
