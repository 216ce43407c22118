import { addTexts } from "../../i18n";

addTexts("parts", {
  ru: {
    copy: "Скопировать",
    copied: "Скопировано",
    unsaved: "Введённое ещё не отправлено. Уйти со страницы и потерять его?",
    more: "Показать ещё",
    "job.queued": "В очереди",
    "job.running": "Готовим файл: {{progress}} %",
    "job.ready": "Готово",
    "job.failed": "Не удалось подготовить файл. Попробуйте ещё раз.",
    "job.expired": "Срок хранения файла истёк. Закажите его снова.",
    "job.until": "Файлы хранятся до {{instant}}",
    saving: "Готовим файл…",
  },
  en: {
    copy: "Copy",
    copied: "Copied",
    unsaved: "What you typed has not been sent. Leave the page and lose it?",
    more: "Show more",
    "job.queued": "In the queue",
    "job.running": "Preparing the file: {{progress}}%",
    "job.ready": "Ready",
    "job.failed": "The file could not be prepared. Please try again.",
    "job.expired": "The file is no longer kept. Order it again.",
    "job.until": "The files are kept until {{instant}}",
    saving: "Preparing the file…",
  },
});
