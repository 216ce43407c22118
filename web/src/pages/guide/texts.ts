import { addTexts } from "../../i18n";

addTexts("guide", {
  ru: {
    title: "Руководство пользователя",
    find: "Искать в руководстве",
    none: "Ничего не нашлось. Попробуйте другое слово или позвоните нам.",
    contacts: "Контакты",
    "contacts.lead": "Поможем с договором, показаниями и оплатой.",
    phone: "Информационная служба",
    office: "Центральный офис",
    hours: "Часы работы",
    district: "Районные отделения",
  },
  en: {
    title: "User's guide",
    find: "Search the guide",
    none: "Nothing was found. Try another word, or call us.",
    contacts: "Contacts",
    "contacts.lead": "We help with the contract, readings and payment.",
    phone: "Information service",
    office: "Central office",
    hours: "Opening hours",
    district: "District offices",
  },
});
