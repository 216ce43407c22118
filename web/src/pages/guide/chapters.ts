import type { Lang } from "../../format";

export interface Chapter {
  readonly id: string;
  readonly title: string;
  readonly steps: readonly string[];
}

/** The guide, in the order in which a newcomer needs it. */
export const CHAPTERS: Readonly<Record<Lang, readonly Chapter[]>> = {
  ru: [
    {
      id: "register",
      title: "Регистрация и вход",
      steps: [
        "На странице «Регистрация» укажите электронную почту и пароль, примите лицензионное соглашение и нажмите «Зарегистрироваться».",
        "Откройте ссылку из письма и подтвердите почту. Без этого нельзя привязать договор, передать показания и заплатить.",
        "При первом входе заполните форму «Давайте познакомимся»: фамилия, имя, телефон.",
        "Забыли пароль? На странице входа нажмите «Забыли пароль?»: пришлём ссылку для нового.",
      ],
    },
    {
      id: "contract",
      title: "Добавить и удалить договор",
      steps: [
        "На «Главной» или в «Профиле» нажмите «Добавить договор».",
        "Введите номер договора (14 цифр) и любой адрес электронной почты, указанный в договоре или приложениях («Реквизиты сторон»).",
        "На этот адрес придёт письмо. Когда по ссылке нажмут «Подтвердить», договор появится в кабинете.",
        "Если в договоре нет электронной почты, обратитесь в интернет-приёмную или клиентский зал.",
        "Один договор бывает только в одном кабинете. Коллег пригласите на вкладке «Участники».",
        "Удалить договор: корзина внизу страницы договора справа, затем «Удалить».",
      ],
    },
    {
      id: "readings",
      title: "Передать показания",
      steps: [
        "Откройте договор, вкладка «Показания». Там видно, открыт ли приём и до какого числа.",
        "Введите значения всех зон прибора: расход посчитается сразу. Дробную часть отделяйте запятой или точкой.",
        "Если значение необычное, кабинет объяснит почему и попросит подтвердить.",
        "После отправки вы получите квитанцию с номером, временем и сроком, до которого показание можно исправить.",
        "Много приборов? Скачайте шаблон Excel, заполните и загрузите файл: ошибки будут показаны по строкам.",
      ],
    },
    {
      id: "pay",
      title: "Начисления, документы и оплата",
      steps: [
        "Вкладка «Начисления» показывает, из чего сложилась сумма: показания, коэффициент, объём, цена, НДС.",
        "На вкладке «Документы» счета, счета-фактуры, акты и УПД можно открыть, напечатать или скачать все сразу.",
        "На вкладке «К оплате» выберите счета или сумму: получите реквизиты, QR-код и файл платёжного поручения для банка.",
        "Акт сверки за любой период закажите на вкладке «Документы».",
      ],
    },
    {
      id: "safety",
      title: "Безопасность",
      steps: [
        "В «Профиле» подключите второй фактор: приложение с кодами или ключ доступа. Сохраните запасные коды.",
        "Там же видны все сеансы; «Завершить все» выходит из кабинета на всех устройствах.",
        "Для своих программ создайте токен доступа с нужными правами, не передавайте пароль.",
      ],
    },
  ],
  en: [
    {
      id: "register",
      title: "Registration and sign-in",
      steps: [
        "On the page “Registration” enter an e-mail and a password, accept the licence agreement and press “Register”.",
        "Open the link in the letter and confirm the e-mail. Without it contracts, readings and payments do not work.",
        "At the first sign-in tell us your surname, first name and phone.",
        "Forgotten your password? Press “Forgotten your password?” on the sign-in page: we will send a link.",
      ],
    },
    {
      id: "contract",
      title: "Adding and removing a contract",
      steps: [
        "Press “Add a contract” on the home page or in the profile.",
        "Enter the 14-digit number and any e-mail written in the contract or its annexes.",
        "A letter comes to that address. Once somebody presses “Confirm” by its link, the contract appears.",
        "If the contract has no e-mail, apply at the internet reception or a client hall.",
        "A contract is in one account only. Invite colleagues on the tab “Members”.",
        "To remove it: the bin at the bottom right of the contract page, then “Remove”.",
      ],
    },
    {
      id: "readings",
      title: "Submitting readings",
      steps: [
        "Open the contract, tab “Readings”. It says whether readings are accepted and until when.",
        "Enter the values of all zones: the volume is counted at once. Both comma and point separate decimals.",
        "If a value is unusual, the portal explains why and asks you to confirm.",
        "You get a receipt with a number, the time, and how long the reading can be corrected.",
        "Many meters? Download the Excel template, fill it in and upload it: errors are shown by row.",
      ],
    },
    {
      id: "pay",
      title: "Charges, documents and payment",
      steps: [
        "The tab “Charges” shows what a sum is made of: readings, ratio, volume, price, VAT.",
        "On the tab “Documents” bills, invoices and acts can be opened, printed or downloaded all at once.",
        "On the tab “To pay” choose bills or an amount: you get the requisites, a QR code and a payment-order file.",
        "Order a reconciliation act for any period on the tab “Documents”.",
      ],
    },
    {
      id: "safety",
      title: "Safety",
      steps: [
        "Connect a second factor in the profile: an application with codes or a passkey. Keep the recovery codes.",
        "All sessions are listed there; “End all” signs out on every device.",
        "Make an access token with the rights it needs for your own software; do not share the password.",
      ],
    },
  ],
};
