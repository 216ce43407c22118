import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";

const MARKS: Record<string, { color: string; sign: string }> = {
  submitted: { color: "blue", sign: "→" },
  accepted: { color: "teal", sign: "✓" },
  rejected: { color: "red", sign: "✕" },
  superseded: { color: "gray", sign: "↻" },
  locked: { color: "gray", sign: "■" },
};

/** The state of a reading by word and sign; colour only repeats it. */
export function StateMark({ state }: { readonly state: string }) {
  const { t } = useTranslation("readings");
  const mark = MARKS[state] ?? { color: "gray", sign: "" };
  return (
    <Badge
      variant="light"
      color={mark.color}
      tt="none"
      miw="max-content"
      leftSection={<span aria-hidden>{mark.sign}</span>}
    >
      {t(`reading_state.${state}`)}
    </Badge>
  );
}
