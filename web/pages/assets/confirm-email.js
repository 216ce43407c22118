import { away, busy, call, offline, result, say, show, speak, takeToken } from "./site.js";

speak({
  en: {
    title: "Confirm your e-mail",
    heading: "Confirm your e-mail",
    text: "Press the button, and the address the letter came to is confirmed.",
    confirm: "Confirm my e-mail",
    done: "Your e-mail is confirmed",
    doneText: "You can go on in the portal.",
    already: "Your e-mail is confirmed already",
    gone: "The link is no longer valid",
    goneText: "Sign in to the portal and ask for a new letter.",
  },
  ru: {
    done: "Почта подтверждена",
    doneText: "Можно продолжать в личном кабинете.",
    already: "Почта уже подтверждена",
    gone: "Ссылка больше не действует",
    goneText: "Войдите в личный кабинет и запросите новое письмо.",
  },
});

const token = takeToken();
const button = document.getElementById("confirm");

// A button, not the opening of the page: mail scanners and previews open links, and some of them run scripts.
async function confirm() {
  const answer = await call("POST", "identity/v1/auth/confirm-email", { token });
  if (answer.status === 204) result("good", say("done"), say("doneText"));
  else if (answer.status === 200) result("good", say("already"), say("doneText"));
  else if (away(answer)) offline(answer, () => busy(button, confirm));
  else result("bad", say("gone"), say("goneText"));
}

if (token) {
  button.addEventListener("click", () => busy(button, confirm));
  show("ask", { focus: false });
} else {
  result("bad", say("noToken"), say("noTokenText"));
}
