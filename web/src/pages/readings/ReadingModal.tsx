import { Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { formatPeriod } from "../../format";
import { useLang } from "../../i18n";
import { Failure, LinkTo, Loading } from "../../ui";
import { useSearchState } from "../parts/useSearchState";
import { useReading, useUses } from "./queries";
import { Receipt } from "./Receipt";

/** The reading that the address names (`?reading=`): its receipt, and the charges that were counted from it. */
export function ReadingModal({ number }: { readonly number: string }) {
  const { t } = useTranslation("readings");
  const [{ reading }, change] = useSearchState();
  return (
    <Modal
      opened={reading !== undefined}
      onClose={() => change({ reading: undefined })}
      title={t("receipt.title")}
      size="lg"
      closeButtonProps={{ "aria-label": t("close") }}
    >
      {reading && <Found number={number} id={reading} />}
    </Modal>
  );
}

function Found({ number, id }: { readonly number: string; readonly id: string }) {
  const reading = useReading(id);
  if (reading.isError) return <Failure of={reading} />;
  if (!reading.data) return <Loading rows={5} />;
  return (
    <Stack gap="sm">
      <Receipt reading={reading.data} />
      <Uses number={number} id={id} />
    </Stack>
  );
}

function Uses({ number, id }: { readonly number: string; readonly id: string }) {
  const { t } = useTranslation("readings");
  const lang = useLang();
  const uses = useUses(id);
  const charges = new Map(uses.data?.items.map((use) => [use.charge_id, use.period]));
  if (!charges.size) return null;
  return (
    <Text size="sm">
      {t("uses")}{" "}
      {[...charges].map(([charge, period], index) => (
        <span key={charge}>
          {index > 0 && ", "}
          <LinkTo to="/contracts/$number/charges" params={{ number }} search={{ charge } as never}>
            {formatPeriod(period, lang)}
          </LinkTo>
        </span>
      ))}
    </Text>
  );
}
