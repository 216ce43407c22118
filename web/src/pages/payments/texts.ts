import { addTexts } from "../../i18n";

addTexts("payments", {
  ru: {
    title: "Платежи",
    none: "Платежей пока нет",
    none_text: "Поступившие платежи появятся здесь на следующий рабочий день после оплаты.",
    none_link: "Получить реквизиты и QR-код",
    export: "Скачать Excel",
    more: "Показать более ранние",
    date: "Дата",
    amount: "Сумма",
    for: "За что",
    purpose: "Назначение",
    order: "Поручение №",
    unallocated: "Не распределено",
    unallocated_text:
      "Эти деньги пока ничего не оплатили: они зачтутся в следующие начисления. Если платёж был за определённый месяц, сообщите менеджеру договора.",
    of: "из",
    waits: "не распределено",
  },
  en: {
    title: "Payments",
    none: "No payments yet",
    none_text: "A payment appears here on the next working day.",
    none_link: "Get the requisites and a QR code",
    export: "Download Excel",
    more: "Show earlier ones",
    date: "Date",
    amount: "Amount",
    for: "Paid for",
    purpose: "Purpose",
    order: "Order No.",
    unallocated: "Not allocated",
    unallocated_text:
      "This money has paid for nothing yet: it covers the next charges. If it was for a certain month, tell the manager of the contract.",
    of: "of",
    waits: "not allocated",
  },
});
