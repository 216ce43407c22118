import { Button, Card, Group, List, Stack, Table, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { formatDate, formatDifference, formatKwh, formatPeriod, formatReading } from "../../format";
import { useLang } from "../../i18n";
import { Failure, LinkTo, Loading } from "../../ui";
import { Money } from "../parts/Money";
import { type ExplainedCharge, useCharge } from "./queries";
import { Steps } from "./Steps";

/** A bill explained: every line from the readings to the rubles, and what a correction changed. */
export function ChargeDetails({ number, id }: { readonly number: string; readonly id: string }) {
  const { t } = useTranslation("charges");
  const charge = useCharge(id);
  return (
    <Stack gap="md">
      <LinkTo to="/contracts/$number/charges" params={{ number }}>
        ← {t("back")}
      </LinkTo>
      {charge.isError && <Failure of={charge} />}
      {charge.isPending && <Loading rows={6} />}
      {charge.data && <Explained charge={charge.data} number={number} />}
    </Stack>
  );
}

function Explained({ charge, number }: { readonly charge: ExplainedCharge; readonly number: string }) {
  const { t } = useTranslation("charges");
  const lang = useLang();
  return (
    <>
      <Group justify="space-between" align="flex-start">
        <Title order={2} size="h3">
          {t("charge_for", { period: formatPeriod(charge.period, lang) })}
        </Title>
        <Button variant="default" onClick={() => window.print()} className="no-print">
          {t("print")}
        </Button>
      </Group>
      <Facts charge={charge} />
      {charge.recalculation && <Recalculation charge={charge} />}
      <Title order={3} size="h4">
        {t("why")}
      </Title>
      {charge.lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line has no name but its place
        <Card key={index} withBorder padding="md" component="article">
          <Stack gap="xs">
            <Group justify="space-between" align="flex-start" wrap="nowrap">
              <Text fw={600}>{nameOf(charge, index, t)}</Text>
              <Money amount={line.gross} fw={600} />
            </Group>
            <Steps line={line} />
            <Behind story={charge.explanation[index]} number={number} />
          </Stack>
        </Card>
      ))}
    </>
  );

  function nameOf(of: ExplainedCharge, index: number, say: typeof t): string {
    const line = of.lines[index]!;
    if (line.name) return line.name;
    const zone = line.zone ? ` (${say(`zone.${line.zone}`)})` : "";
    return `${say("energy")}${zone}${line.meter_serial ? `, ${say("meter", { serial: line.meter_serial })}` : ""}`;
  }
}

function Facts({ charge }: { readonly charge: ExplainedCharge }) {
  const { t } = useTranslation("charges");
  const lang = useLang();
  const facts: [string, React.ReactNode][] = [
    [t("net"), <Money key="n" amount={charge.net} />],
    [t("vat"), <Money key="v" amount={charge.vat} />],
    [t("gross"), <Money key="g" amount={charge.gross} fw={700} />],
    [t("paid_sum"), <Money key="p" amount={charge.paid} />],
    [t("posted"), formatDate(charge.posted_on, lang)],
    [t("due"), formatDate(charge.due_on, lang)],
  ];
  return (
    <Table withRowBorders={false} verticalSpacing={2} maw={420}>
      <Table.Tbody>
        {facts.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" fw={400}>
              {name}
            </Table.Th>
            <Table.Td ta="end">{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Recalculation({ charge }: { readonly charge: ExplainedCharge }) {
  const { t } = useTranslation("charges");
  const lang = useLang();
  const made = charge.recalculation!;
  return (
    <Card withBorder padding="md" bg="var(--mantine-color-yellow-light)" data-testid="recalculation">
      <Title order={3} size="h4">
        {t("recalculation")}
      </Title>
      {made.reason && <Text size="sm">{made.reason}</Text>}
      <Group gap="xl" mt="xs">
        <Text size="sm">
          {t("was")} <Money amount={made.old} td="line-through" />
        </Text>
        <Text size="sm">
          {t("became")} <Money amount={made.new} fw={600} />
        </Text>
        <Text size="sm">
          {t("difference")} <b>{formatDifference(made.difference, lang)}</b>
        </Text>
      </Group>
      <List size="sm" mt="xs">
        {charge.revisions.map((revision) => (
          <List.Item key={revision.revision}>
            {t("revision", { number: revision.revision, date: formatDate(revision.posted_on, lang) })}{" "}
            <Money amount={revision.gross} />
            {volumes(
              revision.lines.map((line) => line.volume_kwh),
              lang,
            )}
          </List.Item>
        ))}
      </List>
    </Card>
  );
}

function volumes(told: readonly (string | null | undefined)[], lang: "ru" | "en"): string {
  const known = told.filter((volume): volume is string => !!volume);
  return known.length ? `: ${known.map((volume) => formatKwh(volume, lang)).join(" + ")}` : "";
}

/** The accepted readings that a line was counted from. */
function Behind({
  story,
  number,
}: {
  readonly story: ExplainedCharge["explanation"][number] | undefined;
  readonly number: string;
}) {
  const { t } = useTranslation("charges");
  const lang = useLang();
  const found = [story?.previous_reading, story?.current_reading].filter((one) => !!one);
  if (!found.length) return null;
  return (
    <Text size="sm">
      {t("counted_from")}{" "}
      {found.map((reading, index) => (
        <span key={reading.id}>
          {index > 0 && ", "}
          <LinkTo to="/contracts/$number/readings" params={{ number }} search={{ reading: reading.id } as never}>
            {t("reading_of", { value: formatReading(reading.value, lang), date: formatDate(reading.taken_on, lang) })}
          </LinkTo>
        </span>
      ))}
    </Text>
  );
}
