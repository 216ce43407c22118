import { useTranslation } from "react-i18next";

import { ButtonTo, Narrow } from "../../ui";
import "./texts";

/** How it ended; the heading takes the focus, so that it is read out. */
export function Outcome({ title, text }: { readonly title: string; readonly text: string }) {
  const { t } = useTranslation("links");
  return (
    <Narrow title={title} lead={text} key={title}>
      <ButtonTo to="/">{t("go")}</ButtonTo>
    </Narrow>
  );
}

/** What a link that came without its token is told. */
export function NoToken() {
  const { t } = useTranslation("links");
  return <Outcome title={t("none.title")} text={t("none.text")} />;
}
