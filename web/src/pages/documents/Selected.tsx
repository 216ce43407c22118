import { Button, Group, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { counted, DOCUMENTS } from "../../format";
import { useLang } from "../../i18n";
import { ProblemText } from "../../ui";
import { saveArchive } from "./archive";
import type { Document } from "./queries";

interface Props {
  readonly number: string;
  readonly documents: readonly Document[];
  readonly all: readonly Document[];
  readonly onSelect: (ids: readonly string[]) => void;
}

/** What is ticked, and saving all of it as one archive. */
export function Selected({ number, documents, all, onSelect }: Props) {
  const { t } = useTranslation("documents");
  const lang = useLang();
  const saving = useMutation({
    mutationFn: () => saveArchive(number, documents),
  });
  const every = documents.length === all.length;
  return (
    <Group gap="sm" mih={36}>
      <Button variant="default" size="compact-sm" onClick={() => onSelect(every ? [] : all.map(({ id }) => id))}>
        {t(every ? "select_none" : "select_all")}
      </Button>
      {documents.length > 0 && (
        <Button size="compact-sm" loading={saving.isPending} onClick={() => saving.mutate()}>
          {t("save_zip")}
        </Button>
      )}
      <Text size="sm" role="status">
        {documents.length > 0 && t("selected", { count: counted(documents.length, DOCUMENTS, lang) })}
      </Text>
      {saving.error && (
        <Text size="sm" c="red" role="alert">
          <ProblemText problem={saving.error} />
        </Text>
      )}
    </Group>
  );
}
