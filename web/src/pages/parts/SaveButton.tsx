import { Button, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";

import { ProblemText } from "../../ui";
import { saveFile } from "./saving";

interface SaveProps {
  readonly url: string;
  readonly label: string;
  readonly hint?: string;
  readonly subtle?: boolean;
  readonly onLater?: (id: string) => void;
}

/** A button that saves a file, or says why it can not. */
export function SaveButton({ url, label, hint, subtle, onLater }: SaveProps) {
  const saving = useMutation({
    mutationFn: () => saveFile(url),
    onSuccess: (later) => later && onLater?.(later.id),
  });
  return (
    <div>
      <Button
        variant={subtle ? "subtle" : "default"}
        size={subtle ? "compact-sm" : "sm"}
        loading={saving.isPending}
        aria-label={hint}
        onClick={() => saving.mutate()}
      >
        {label}
      </Button>
      {saving.error && (
        <Text size="xs" c="red" role="alert">
          <ProblemText problem={saving.error} />
        </Text>
      )}
    </div>
  );
}
