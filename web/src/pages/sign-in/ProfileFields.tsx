import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { useForm } from "../../ui";
import "./texts";

export const EMPTY_PROFILE = { surname: "", given_name: "", patronymic: "", phone: "" };

type Form = ReturnType<typeof useForm<typeof EMPTY_PROFILE>>;

/** Who a person is: asked when he comes, changed in «Профиль». */
export function ProfileFields({ form }: { readonly form: Form }) {
  const { t } = useTranslation("sign-in");
  return (
    <>
      <TextInput {...form.text("surname")} label={t("surname")} autoComplete="family-name" required />
      <TextInput {...form.text("given_name")} label={t("given_name")} autoComplete="given-name" required />
      <TextInput {...form.text("patronymic")} label={t("patronymic")} autoComplete="additional-name" />
      <TextInput
        {...form.text("phone")}
        label={t("phone")}
        description={t("phone.hint")}
        type="tel"
        autoComplete="tel"
        required
      />
    </>
  );
}

/** Empty where something is needed; the service checks the rest. */
export function missing(values: typeof EMPTY_PROFILE, text: string) {
  const needed = ["surname", "given_name", "phone"] as const;
  return Object.fromEntries(needed.map((name) => [name, values[name].trim() ? undefined : text]));
}
