import { Group } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { ButtonTo, Page } from "../../ui";
import { AuditPart } from "./AuditPart";
import { OverviewPart } from "./OverviewPart";
import { ParkedPart } from "./ParkedPart";
import { RegistryPart } from "./RegistryPart";
import "./texts";
import { TracePart } from "./TracePart";
import { UsersPart } from "./UsersPart";

const PARTS = {
  overview: OverviewPart,
  parked: ParkedPart,
  trace: TracePart,
  registry: RegistryPart,
  users: UsersPart,
  audit: AuditPart,
} as const;
type Name = keyof typeof PARTS;
const NAMES = Object.keys(PARTS) as Name[];

/** The operators' pages; who is no operator is refused by every service. */
export function OpsPage() {
  const { t } = useTranslation("ops");
  const asked = useSearch({ strict: false }) as { readonly part?: string };
  const name = NAMES.find((one) => one === asked.part) ?? "overview";
  const Part = PARTS[name];
  return (
    <Page title={`${t("title")}: ${t(name)}`}>
      <Group component="nav" gap="xs" aria-label={t("sections")}>
        {NAMES.map((one) => (
          <ButtonTo
            key={one}
            to="/ops"
            search={{ part: one }}
            size="xs"
            variant={one === name ? "filled" : "default"}
            aria-current={one === name ? "page" : undefined}
          >
            {t(one)}
          </ButtonTo>
        ))}
      </Group>
      <Part />
    </Page>
  );
}
