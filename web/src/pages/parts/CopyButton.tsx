import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import "./texts";

/** Copies a value; says that it did, by word and aloud. */
export function CopyButton({ value, label }: { readonly value: string; readonly label: string }) {
  const { t } = useTranslation("parts");
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2500);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      className="no-print"
      aria-label={`${t(copied ? "copied" : "copy")}: ${label}`}
      onClick={() => navigator.clipboard.writeText(value).then(() => setCopied(true))}
    >
      <span aria-live="polite">{t(copied ? "copied" : "copy")}</span>
    </Button>
  );
}
