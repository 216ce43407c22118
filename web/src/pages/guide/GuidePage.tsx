import { List, Paper, Stack, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useLang } from "../../i18n";
import { Page } from "../../ui";
import { CHAPTERS, type Chapter } from "./chapters";
import { Picture } from "./Picture";
import "./texts";

/** «Руководство пользователя», with a search over its chapters. */
export function GuidePage() {
  const { t } = useTranslation("guide");
  const lang = useLang();
  const [wanted, setWanted] = useState("");
  const shown = CHAPTERS[lang].filter((chapter) => mentions(chapter, wanted));
  return (
    <Page title={t("title")}>
      <TextInput
        type="search"
        label={t("find")}
        value={wanted}
        onChange={(event) => setWanted(event.currentTarget.value)}
        maw={420}
        className="no-print"
      />
      <div role="status">{shown.length === 0 && <Text>{t("none")}</Text>}</div>
      {shown.map(({ id, title, steps }) => (
        <Paper key={id} withBorder p="md" component="section" id={id} aria-labelledby={`${id}-title`}>
          <Stack gap="sm">
            <Title order={2} size="h3" id={`${id}-title`}>
              {title}
            </Title>
            <Picture chapter={id} />
            <List type="ordered" spacing="xs">
              {steps.map((step) => (
                <List.Item key={step}>{step}</List.Item>
              ))}
            </List>
          </Stack>
        </Paper>
      ))}
    </Page>
  );
}

function mentions({ title, steps }: Chapter, wanted: string): boolean {
  return [title, ...steps].join(" ").toLowerCase().includes(wanted.trim().toLowerCase());
}
