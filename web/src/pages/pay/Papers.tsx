import { Button, Card, Group, Stack, Table, Text, Title } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { formatMoney } from "../../format";
import { useLang } from "../../i18n";
import { Notice } from "../../ui";
import { CopyButton } from "../parts/CopyButton";
import { printPart } from "../parts/printing";
import { SaveButton } from "../parts/SaveButton";
import classes from "./Papers.module.css";
import type { Request } from "./queries";

/** QR, requisites to copy one by one, the payment order for the bank's client, PDF. */
export function Papers({ request, onAgain }: { readonly request: Request; readonly onAgain: () => void }) {
  const { t } = useTranslation("pay");
  const lang = useLang();
  const head = useRef<HTMLHeadingElement>(null);
  const whole = useRef<HTMLDivElement>(null);
  useEffect(() => head.current?.focus(), []);
  const { requisites } = request;
  const rows: [string, string][] = [
    [t("sum"), request.amount],
    [t("purpose"), request.purpose],
    [t("name"), requisites.name],
    [t("inn"), requisites.inn],
    ...(requisites.kpp ? [[t("kpp"), requisites.kpp] as [string, string]] : []),
    [t("account"), requisites.account],
    [t("bank"), requisites.bank_name],
    [t("bic"), requisites.bic],
    [t("corr"), requisites.corr_account],
  ];
  return (
    <Card withBorder padding="md" ref={whole} data-testid="papers">
      <Stack gap="md">
        <Title order={3} size="h4" tabIndex={-1} ref={head}>
          {t("papers", { amount: formatMoney(request.amount, lang) })}
        </Title>
        <Notice color={request.payment_id ? "teal" : "blue"} role="status">
          {t(request.payment_id ? "came" : "waits")}
        </Notice>
        <div className={classes.both}>
          <figure className={classes.qr}>
            <img
              src={request.links.qr_svg}
              alt={t("qr_alt", { amount: formatMoney(request.amount, lang) })}
              width={220}
              height={220}
            />
            <Text component="figcaption" size="sm">
              {t("qr")}
            </Text>
          </figure>
          <Table verticalSpacing={4} layout="auto">
            <Table.Tbody>
              {rows.map(([label, value]) => (
                <Table.Tr key={label}>
                  <Table.Th scope="row" fw={400} className={classes.label}>
                    {label}
                  </Table.Th>
                  <Table.Td className={classes.value}>
                    {label === t("sum") ? formatMoney(value, lang) : value} <CopyButton value={value} label={label} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
        <Group gap="sm" className="no-print">
          <SaveButton url={request.links.pdf} label={t("pdf")} />
          <SaveButton url={request.links.client_bank} label={t("order")} />
          <SaveButton url={request.links.qr_png} label={t("png")} />
          <Button variant="default" onClick={() => printPart(whole.current)}>
            {t("print")}
          </Button>
          <Button variant="subtle" onClick={onAgain}>
            {t("again")}
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}
