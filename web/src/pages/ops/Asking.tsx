import { Button, Group, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";

/** One field and a button. */
export function Asking({ label, onAsk }: { readonly label: string; readonly onAsk: (text: string) => void }) {
  const { t } = useTranslation("ops");
  const [text, setText] = useState("");
  const ask = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) onAsk(text.trim());
  };
  return (
    <form onSubmit={ask}>
      <Group align="flex-end" gap="sm">
        <TextInput
          label={label}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          flex={1}
          miw={240}
        />
        <Button type="submit">{t("find")}</Button>
      </Group>
    </form>
  );
}
