import { ErrorSummary, type FieldFault } from "./ErrorSummary";

interface Props {
  readonly problem: Error | null;
  readonly faults?: readonly FieldFault[];
}

/** What concerns the whole form, and a link to every field that is wrong; read out when it appears. */
export function FormProblem({ problem, faults = [] }: Props) {
  return <ErrorSummary problem={problem} faults={faults} />;
}
