import { Button } from "@mantine/core";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { ButtonTo, EmptyState, Narrow, ProblemText } from "../ui";

export function NotFound() {
  const { t } = useTranslation("app");
  return (
    <Narrow title={t("nothing")} lead={t("nothingText")}>
      <ButtonTo to="/">{t("toHome")}</ButtonTo>
    </Narrow>
  );
}

/** A page whose code or data did not come. */
export function Broken({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation("ui");
  const router = useRouter();
  const again = () => {
    reset();
    void router.invalidate();
  };
  return (
    <EmptyState title={t("failed")} action={<Button onClick={again}>{t("retry")}</Button>}>
      <ProblemText problem={error as Error} />
    </EmptyState>
  );
}
