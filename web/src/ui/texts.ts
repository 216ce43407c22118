import { addTexts } from "../i18n";

addTexts("ui", {
  ru: {
    loading: "Загружаем…",
    retry: "Повторить",
    failed: "Не получилось загрузить",
    offline: "Нет связи с сервисом. Проверьте интернет и повторите.",
    away: "Сервис временно недоступен. Ничего не потеряно: попробуйте через минуту.",
    slow: "Слишком много попыток. Повторите через {{seconds}} с.",
    strange: "Что-то пошло не так. Если повторится, назовите поддержке код {{trace}}.",
    notFound: "Здесь ничего нет: адрес неверный или доступ закрыт.",
    check: "Проверьте, пожалуйста",
    cancel: "Отменить",
    close: "Закрыть",
  },
  en: {
    loading: "Loading…",
    retry: "Try again",
    failed: "It could not be loaded",
    offline: "There is no connection. Check the network and try again.",
    away: "The service is away for the moment. Nothing is lost: try again in a minute.",
    slow: "Too many tries. Try again in {{seconds}} s.",
    strange: "Something went wrong. If it happens again, tell support the code {{trace}}.",
    notFound: "There is nothing here: the address is wrong, or access has ended.",
    check: "Please check",
    cancel: "Cancel",
    close: "Close",
  },
});
