import { Anchor, List } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Notice } from "./Notice";
import { ProblemText } from "./States";
import "./texts";

export interface FieldFault {
  /** The id of the field, or of the group that it is in. */
  readonly field: string;
  readonly label: string;
  readonly text: string;
}

interface Props {
  readonly faults: readonly FieldFault[];
  readonly problem?: Error | null;
}

/** Everything that is wrong in one place; each line leads to its field. */
export function ErrorSummary({ faults, problem }: Props) {
  const { t } = useTranslation("ui");
  if (!faults.length && !problem) return null;
  return (
    <Notice color="red" title={t("check")} role="alert">
      {problem && <ProblemText problem={problem} />}
      {faults.length > 0 && (
        <List size="sm">
          {faults.map((fault) => (
            <List.Item key={fault.field}>
              <Anchor inherit c="inherit" href={`#${fault.field}`} onClick={(event) => goTo(event, fault.field)}>
                {fault.label}
              </Anchor>
              : {fault.text}
            </List.Item>
          ))}
        </List>
      )}
    </Notice>
  );
}

function goTo(event: React.MouseEvent, field: string): void {
  event.preventDefault();
  const target = document.getElementById(field);
  (target?.matches("input") ? target : target?.querySelector("input"))?.focus();
}
