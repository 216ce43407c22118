import { Alert } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { ProblemText } from "./States";

/** What concerns the whole form; read out when it appears. */
export function FormProblem({ problem }: { readonly problem: Error | null }) {
  const { t } = useTranslation("ui");
  if (!problem) return null;
  return (
    <Alert color="red" title={t("check")} role="alert">
      <ProblemText problem={problem} />
    </Alert>
  );
}
