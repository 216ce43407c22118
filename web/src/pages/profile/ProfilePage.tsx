import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useMe } from "../../api/session";
import { Loading, Page } from "../../ui";
import { CloseAccount } from "./CloseAccount";
import { Contracts } from "./Contracts";
import { Email, Password } from "./Credentials";
import { DataExport } from "./DataExport";
import { Letters } from "./Letters";
import { SecondFactor } from "./SecondFactor";
import { Sessions } from "./Sessions";
import { Tokens } from "./Tokens";
import { Webhooks } from "./Webhooks";
import { Who } from "./Who";
import "./texts";

/** «Профиль»: everything about the person and his ways in. */
export function ProfilePage() {
  const { t } = useTranslation("profile");
  const user = useMe();
  return (
    <Page title={t("title")}>
      {user ? (
        <Stack gap="md">
          <Who user={user} />
          <Contracts />
          <Email user={user} />
          <Password />
          <SecondFactor user={user} />
          <Sessions />
          <Letters />
          <Tokens />
          <Webhooks />
          <DataExport />
          <CloseAccount />
        </Stack>
      ) : (
        <Loading />
      )}
    </Page>
  );
}
