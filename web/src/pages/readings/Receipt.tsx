import { Button, Group, Stack, Table, Text, Title } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { formatDate, formatDeadline, formatInstant, formatKwh, formatPeriod } from "../../format";
import { useLang } from "../../i18n";
import { Notice } from "../../ui";
import { CopyButton } from "../parts/CopyButton";
import { printPart } from "../parts/printing";
import { total } from "./Estimate";
import type { Reading } from "./model";
import { StateMark } from "./StateMark";
import { ZoneValues } from "./ZoneValues";

interface Props {
  readonly reading: Reading;
  /** It was sent this moment: the focus comes here. */
  readonly justNow?: boolean;
  readonly onCorrect?: (() => void) | undefined;
}

/** The receipt: everything that proves what was sent and when. */
export function Receipt({ reading, justNow, onCorrect }: Props) {
  const { t } = useTranslation("readings");
  const lang = useLang();
  const head = useRef<HTMLHeadingElement>(null);
  const whole = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (justNow) head.current?.focus();
  }, [justNow]);
  const rows: [string, React.ReactNode][] = [
    [t("receipt.contract"), reading.contract_number],
    [t("receipt.meter"), reading.meter_serial],
    [t("receipt.period"), formatPeriod(reading.period, lang)],
    [t("taken_on"), formatDate(reading.taken_on, lang)],
    [t("receipt.values"), <ZoneValues key="v" values={reading.values} />],
    [t("receipt.volume"), formatKwh(total(reading.volumes), lang)],
    [t("receipt.state"), <StateMark key="s" state={reading.state} />],
    [t("receipt.received"), t("moscow", { instant: formatInstant(reading.received_at, lang, "second") })],
    ...(reading.editable_until
      ? [
          [t("receipt.editable"), t("moscow", { instant: formatDeadline(reading.editable_until, lang) })] as [
            string,
            string,
          ],
        ]
      : []),
    [t("receipt.id"), <Code key="i" value={reading.id} label={t("receipt.id")} />],
    ["SHA-256", <Code key="h" value={reading.sha256} label="SHA-256" />],
  ];
  return (
    <Notice color="teal" ref={whole} data-testid="receipt">
      <Stack gap="sm">
        <Title order={4} size="h5" tabIndex={-1} ref={head}>
          {t(justNow ? "receipt.done" : "receipt.title")}
        </Title>
        <Table layout="auto" withRowBorders={false} verticalSpacing={2}>
          <Table.Tbody>
            {rows.map(([name, value]) => (
              <Table.Tr key={name}>
                <Table.Th scope="row" fw={400} w="40%" style={{ verticalAlign: "top" }}>
                  {name}
                </Table.Th>
                <Table.Td>{value}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Group gap="sm" className="no-print">
          <Button variant="default" onClick={() => printPart(whole.current)}>
            {t("receipt.print")}
          </Button>
          {onCorrect && (
            <Button variant="default" onClick={onCorrect}>
              {t("correct")}
            </Button>
          )}
        </Group>
      </Stack>
    </Notice>
  );
}

function Code({ value, label }: { readonly value: string; readonly label: string }) {
  return (
    <Group gap={4} wrap="nowrap" align="flex-start">
      <Text size="xs" ff="monospace" style={{ overflowWrap: "anywhere" }}>
        {value}
      </Text>
      <CopyButton value={value} label={label} />
    </Group>
  );
}
