import { Alert, Button, Checkbox, Code, Group, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { answer, type IdentitySchemas, identity } from "../../api";
import { formatDate, formatInstant, moscowDay } from "../../format";
import { useLang } from "../../i18n";
import { Failure, FormProblem, useForm } from "../../ui";
import { CopyButton } from "../parts/CopyButton";
import { Section } from "./Section";

type Scope = IdentitySchemas["NewToken"]["scopes"][number];
type Token = IdentitySchemas["AccessTokenBody"];

const SCOPES: readonly Scope[] = [
  "contracts:read",
  "readings:read",
  "readings:write",
  "billing:read",
  "payments:write",
  "documents:read",
  "webhooks:read",
  "webhooks:write",
];
const KEY = ["tokens"];

/** Personal access tokens: made with the rights that are needed, shown once, revoked at once. */
export function Tokens() {
  const { t } = useTranslation("profile");
  const tokens = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => answer(identity.GET("/api/identity/v1/me/tokens", { signal })),
  });
  return (
    <Section title={t("tokens")} lead={t("tokens.lead")}>
      {tokens.isError && <Failure of={tokens} />}
      {tokens.data?.items.length === 0 && <Text c="dimmed">{t("tokens.none")}</Text>}
      {tokens.data?.items.map((token) => (
        <Kept key={token.id} token={token} />
      ))}
      <NewToken />
    </Section>
  );
}

function Kept({ token }: { readonly token: Token }) {
  const { t } = useTranslation("profile");
  const lang = useLang();
  const client = useQueryClient();
  const revoking = useMutation({
    mutationFn: () =>
      answer(identity.DELETE("/api/identity/v1/me/tokens/{token_id}", { params: { path: { token_id: token.id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
  const used = token.last_used_at
    ? t("tokens.used", { date: formatInstant(token.last_used_at, lang) })
    : t("tokens.unused");
  return (
    <Group justify="space-between" gap="xs">
      <div>
        <Text fw={600}>
          {token.name} <Code>{token.prefix}…</Code>
        </Text>
        <Text size="sm" c="dimmed">
          {token.scopes.map((scope) => t(scope)).join(", ")};{" "}
          {t("tokens.until", { date: formatDate(moscowDay(new Date(token.expires_at)), lang) })}; {used}
        </Text>
        <FormProblem problem={revoking.error} />
      </div>
      <Button
        size="compact-sm"
        variant="default"
        loading={revoking.isPending}
        aria-label={`${t("revoke")}: ${token.name}`}
        onClick={() => revoking.mutate()}
      >
        {t("revoke")}
      </Button>
    </Group>
  );
}

function NewToken() {
  const { t } = useTranslation("profile");
  const client = useQueryClient();
  const [made, setMade] = useState<string | null>(null);
  const form = useForm({
    initial: { name: "", scopes: "" },
    check: ({ scopes }) => ({ scopes: scopes ? undefined : t("tokens.needed") }),
    submit: async ({ name, scopes }) => {
      const body = { name, scopes: scopes.split(" ") as Scope[] };
      setMade((await answer(identity.POST("/api/identity/v1/me/tokens", { body }))).token);
      form.set("name", "");
      form.set("scopes", "");
      await client.invalidateQueries({ queryKey: KEY });
    },
  });
  return (
    <form {...form.form}>
      <Stack align="flex-start">
        <FormProblem {...form.trouble} />
        <TextInput {...form.text("name")} label={t("tokens.name")} required w="100%" maw={460} />
        <Checkbox.Group
          label={t("tokens.scopes")}
          id={form.idOf("scopes")}
          value={form.values.scopes.split(" ").filter(Boolean)}
          onChange={(scopes) => form.set("scopes", scopes.join(" "))}
          error={form.errorOf("scopes")}
        >
          <Stack gap="xs" mt={4}>
            {SCOPES.map((scope) => (
              <Checkbox key={scope} value={scope} label={t(scope)} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Button type="submit" variant="default" loading={form.busy}>
          {t("tokens.do")}
        </Button>
        {made && (
          <Alert color="yellow" title={t("tokens.once")} role="status">
            <Code block>{made}</Code>
            <CopyButton value={made} label={t("tokens")} />
          </Alert>
        )}
      </Stack>
    </form>
  );
}
