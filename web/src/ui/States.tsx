import { Alert, Button, Skeleton, Stack, Text, Title, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { isProblem } from "../api";
import "./texts";

/** What went wrong, in the person's words. */
export function ProblemText({ problem }: { readonly problem: Error }) {
  const { t } = useTranslation("ui");
  if (!isProblem(problem)) return <Text size="sm">{t("offline")}</Text>;
  return (
    <Text size="sm">{problem.detail || t(...fallback(problem.status, problem.retryAfter, problem.body.trace_id))}</Text>
  );
}

function fallback(
  status: number,
  retryAfter: number | null,
  trace?: string | null,
): [string, Record<string, string | number>] {
  if (status === 0) return ["offline", {}];
  if (status === 404) return ["notFound", {}];
  if (status === 429) return ["slow", { seconds: retryAfter ?? 60 }];
  return status === 503 ? ["away", {}] : ["strange", { trace: trace ?? "—" }];
}

interface Asked {
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

/** A part of a page that could not be read, with a way to try again. */
export function Failure({ of }: { readonly of: Asked }) {
  const { t } = useTranslation("ui");
  if (!of.error) return null;
  const gone = isProblem(of.error) && !of.error.passing;
  return (
    <Alert color={gone ? "gray" : "red"} title={t("failed")} role="alert">
      <Stack gap="sm" align="flex-start">
        <ProblemText problem={of.error} />
        {!gone && (
          <Button variant="default" size="xs" onClick={() => of.refetch()}>
            {t("retry")}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

/** The shape of what is coming; said once to a screen reader. */
export function Loading({ rows = 3 }: { readonly rows?: number }) {
  const { t } = useTranslation("ui");
  return (
    <Stack gap="sm" role="status">
      <VisuallyHidden>{t("loading")}</VisuallyHidden>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike
        <Skeleton key={row} height={44} radius="sm" />
      ))}
    </Stack>
  );
}

interface Empty {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** Nothing is here yet, and what to do about it. */
export function EmptyState({ title, children, action }: Empty) {
  return (
    <Stack gap="xs" align="flex-start" py="lg">
      <Title order={2} size="h3">
        {title}
      </Title>
      {children && (
        <Text c="dimmed" maw={640}>
          {children}
        </Text>
      )}
      {action}
    </Stack>
  );
}
