import { Button, Collapse, ScrollArea, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { answer, identity } from "../../api";
import { useLang } from "../../i18n";
import { Failure, Loading } from "../../ui";
import "./texts";

/** The agreement in force, unfolded in place: nobody leaves a half-filled form to read it. */
export function License() {
  const { t } = useTranslation("sign-in");
  const lang = useLang();
  const [opened, { toggle }] = useDisclosure();
  const license = useQuery({
    queryKey: ["license"],
    queryFn: ({ signal }) => answer(identity.GET("/api/identity/v1/license", { signal })),
    enabled: opened,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <div>
      <Button variant="subtle" size="compact-sm" onClick={toggle} aria-expanded={opened} aria-controls="license">
        {t("up.read")}
      </Button>
      <Collapse expanded={opened} id="license">
        <ScrollArea.Autosize
          mah={260}
          type="auto"
          viewportProps={{ tabIndex: 0, role: "region", "aria-label": t("up.read") }}
        >
          {license.isError && <Failure of={license} />}
          {opened && license.isPending && <Loading rows={2} />}
          <Text size="sm" style={{ whiteSpace: "pre-line" }}>
            {license.data?.[lang].replaceAll(/^#+\s*/gm, "")}
          </Text>
        </ScrollArea.Autosize>
      </Collapse>
    </div>
  );
}
