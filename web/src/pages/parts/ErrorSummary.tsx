import { List } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { ProblemText } from "../../ui";
import "./texts";
import { Notice } from "./Notice";

export interface FieldFault {
  /** The id of the field. */
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
  const { t } = useTranslation("parts");
  if (!faults.length && !problem) return null;
  return (
    <Notice color="red" title={t("errors.title")} role="alert">
      {problem && <ProblemText problem={problem} />}
      {faults.length > 0 && (
        <List size="sm">
          {faults.map((fault) => (
            <List.Item key={fault.field}>
              <a href={`#${fault.field}`} onClick={(event) => goTo(event, fault.field)}>
                {fault.label}
              </a>
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
  document.getElementById(field)?.focus();
}
