import {
  ActionIcon,
  Alert,
  Box,
  Button,
  Container,
  Group,
  Text,
  useComputedColorScheme,
  useMantineColorScheme,
} from "@mantine/core";
import { useNetwork } from "@mantine/hooks";
import { Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { OPERATOR, useMe, useSignOut } from "../api/session";
import { switchLang, useLang } from "../i18n";
import { ButtonTo, LinkTo } from "../ui";
import { IdleWarning } from "./IdleWarning";
import classes from "./Shell.module.css";
import "./texts";

/** What stands around every page. */
export function Shell() {
  const { t } = useTranslation("app");
  const { online } = useNetwork();
  return (
    <>
      <a href="#content" className="skip-link">
        {t("skip")}
      </a>
      <Header />
      <Container size="lg" component="main" id="content" tabIndex={-1} className={classes.main}>
        {!online && (
          <Alert color="yellow" role="status" mb="md">
            {t("offline")}
          </Alert>
        )}
        <Outlet />
      </Container>
      <Footer />
      <IdleWarning />
    </>
  );
}

function Header() {
  const { t } = useTranslation("app");
  const user = useMe();
  return (
    <Box component="header" className={classes.header}>
      <Container size="lg" className={classes.bar}>
        <LinkTo to="/" className={classes.brand} underline="never">
          <img src="/assets/icon.svg" alt="" width={28} height={28} />
          <span>{t("brand")}</span>
        </LinkTo>
        <Group component="nav" gap={4} className={classes.nav} aria-label={t("menu")}>
          {user?.profile && (
            <>
              <Item to="/" exact>
                {t("home")}
              </Item>
              <Item to="/profile">{t("profile")}</Item>
            </>
          )}
          {user?.roles.includes(OPERATOR) && <Item to="/ops">{t("ops")}</Item>}
          <Item to="/guide">{t("guide")}</Item>
          {user ? <SignOut /> : <Item to="/sign-in">{t("signIn")}</Item>}
        </Group>
      </Container>
    </Box>
  );
}

function Item({
  to,
  exact = false,
  children,
}: {
  readonly to: "/" | "/profile" | "/guide" | "/ops" | "/sign-in";
  readonly exact?: boolean;
  readonly children: string;
}) {
  return (
    <ButtonTo
      to={to}
      variant="subtle"
      size="compact-md"
      activeOptions={{ exact }}
      activeProps={{ "aria-current": "page" }}
      className={classes.item}
    >
      {children}
    </ButtonTo>
  );
}

function SignOut() {
  const { t } = useTranslation("app");
  const leaving = useSignOut();
  return (
    <Button
      variant="subtle"
      size="compact-md"
      className={classes.item}
      loading={leaving.isPending}
      onClick={() => leaving.mutate()}
    >
      {t("signOut")}
    </Button>
  );
}

function Footer() {
  const { t } = useTranslation("app");
  const lang = useLang();
  const scheme = useComputedColorScheme("light");
  // Else Mantine writes a <style> element for the moment of the change, which the content policy refuses.
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const other = scheme === "dark" ? "light" : "dark";
  return (
    <Box component="footer" className={classes.footer}>
      <Container size="lg" className={classes.bar}>
        <Group gap="md">
          <LinkTo to="/contacts" size="sm">
            {t("contacts")}
          </LinkTo>
          <LinkTo to="/guide" size="sm">
            {t("guide")}
          </LinkTo>
        </Group>
        <Group gap="xs">
          <Button
            variant="subtle"
            size="compact-sm"
            lang={lang === "ru" ? "en" : "ru"}
            onClick={() => switchLang(lang === "ru" ? "en" : "ru")}
          >
            {t("lang")}
          </Button>
          <ActionIcon
            variant="subtle"
            size={30}
            aria-label={t(other)}
            title={t(other)}
            onClick={() => setColorScheme(other)}
          >
            <Text component="span" aria-hidden>
              {other === "dark" ? "☾" : "☀"}
            </Text>
          </ActionIcon>
        </Group>
      </Container>
    </Box>
  );
}
