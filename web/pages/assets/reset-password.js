import { away, busy, call, complain, offline, result, say, show, speak, takeToken } from "./site.js";

speak({
  en: {
    title: "New password",
    heading: "New password",
    text: "At least 8 characters. You will be signed out everywhere.",
    password: "New password",
    reveal: "Show the password",
    save: "Save the password",
    done: "The password is changed",
    doneText: "Sign in with the new one.",
    gone: "The link is no longer valid",
    goneText: "Ask for a new one on the sign-in page.",
  },
  ru: {
    done: "Пароль изменён",
    doneText: "Войдите с новым паролем.",
    gone: "Ссылка больше не действует",
    goneText: "Запросите новую на странице входа.",
  },
});

const token = takeToken();
const form = document.querySelector("form");
const button = form.querySelector("button[type='submit']");

async function save() {
  complain(form, null);
  const answer = await call("POST", "identity/v1/auth/password/reset", { token, password: form.password.value });
  if (answer.status === 204) result("good", say("done"), say("doneText"));
  else if (answer.status === 422) complain(form, answer.body);
  else if (away(answer)) offline(answer, () => show("ask"));
  else result("bad", say("gone"), say("goneText"));
}

if (token) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(button, save);
  });
  form.reveal.addEventListener("change", () => {
    form.password.type = form.reveal.checked ? "text" : "password";
  });
  show("ask", { focus: false });
} else {
  result("bad", say("noToken"), say("noTokenText"));
}
