import { Button, Progress, Text } from "@mantine/core";
import { type DragEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { formatBytes } from "../../format";
import { useLang } from "../../i18n";
import { Notice, ProblemText } from "../../ui";
import classes from "./DropFile.module.css";
import { type FileProblem, fileProblem } from "./file";
import { useUpload } from "./queries";

/** A file is dropped here, or chosen by the button (also by keyboard); what can not be taken is said at once. */
export function DropFile({ number, onTaken }: { readonly number: string; readonly onTaken: (id: string) => void }) {
  const { t } = useTranslation("imports");
  const lang = useLang();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [file, setFile] = useState<File | null>(null);
  const [problem, setProblem] = useState<FileProblem | null>(null);
  const [share, setShare] = useState(0);
  const upload = useUpload(number, setShare);

  function take(chosen: File | undefined) {
    if (!chosen || upload.isPending) return;
    const found = fileProblem(chosen);
    setFile(chosen);
    setProblem(found);
    upload.reset();
    if (found) return;
    setShare(0);
    upload.mutate(chosen, { onSuccess: (job) => onTaken(job.id) });
  }

  function dropped(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is for the mouse; the button does the same
    <div
      className={classes.zone}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={dropped}
    >
      <input
        ref={input}
        type="file"
        accept=".xlsx,.csv,.xml,.zip"
        aria-label={t("choose")}
        className={classes.input}
        tabIndex={-1}
        onChange={(event) => {
          take(event.currentTarget.files?.[0]);
          event.currentTarget.value = "";
        }}
      />
      <Text size="sm">{t("drop")}</Text>
      <Button variant="default" loading={upload.isPending} onClick={() => input.current?.click()}>
        {t("choose")}
      </Button>
      <Text size="xs" c="dimmed">
        {t("kinds")}
      </Text>
      <Text size="sm" role="status">
        {file && `${file.name}, ${formatBytes(file.size, lang)}`}
        {upload.isPending && ` · ${t("sending", { share: Math.round(share * 100) })}`}
      </Text>
      {upload.isPending && (
        <Progress value={share * 100} w="100%" aria-label={t("sending", { share: Math.round(share * 100) })} />
      )}
      {(problem || upload.error) && (
        <Notice color="red" role="alert" w="100%" ta="start">
          {problem ? t(`refused.${problem}`) : <ProblemText problem={upload.error!} />}
        </Notice>
      )}
    </div>
  );
}
