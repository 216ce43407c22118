import i18n from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";

import type { Lang } from "../format";

const KEPT = "cabinet.lang";

/** The language the person chose, else the browser's, else Russian. Nothing else is kept in the browser. */
function preferred(): Lang {
  const kept = localStorage.getItem(KEPT) ?? new URLSearchParams(location.search).get("lang") ?? navigator.language;
  return kept.startsWith("en") ? "en" : "ru";
}

void i18n.use(initReactI18next).init({
  lng: preferred(),
  fallbackLng: "ru",
  resources: {},
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
});
document.documentElement.lang = i18n.language;
i18n.on("languageChanged", (lang) => {
  document.documentElement.lang = lang;
  localStorage.setItem(KEPT, lang);
});

type Texts = Readonly<Record<string, string>>;

/** A page brings its texts in both languages; a key that one of them lacks does not compile. */
export function addTexts<T extends Texts>(namespace: string, texts: { ru: T; en: Record<keyof T, string> }): void {
  i18n.addResourceBundle("ru", namespace, texts.ru);
  i18n.addResourceBundle("en", namespace, texts.en);
}

export function useLang(): Lang {
  return useTranslation().i18n.language === "en" ? "en" : "ru";
}

/** For what is not a component: headers of requests. */
export function currentLang(): Lang {
  return i18n.language === "en" ? "en" : "ru";
}

export function switchLang(lang: Lang): void {
  void i18n.changeLanguage(lang);
}
