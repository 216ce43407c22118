import { away, busy, call, complain, offline, say, show, speak } from "./site.js";

speak({
  en: {
    title: "Customer portal for business",
    heading: "Customer portal for business",
    lead: "Supply contracts, readings, charges and documents of your organisation.",
    signIn: "Sign in",
    signUp: "Register",
    email: "E-mail",
    password: "Password",
    newPassword: "Password, at least 8 characters",
    enter: "Sign in",
    forgot: "Forgot the password?",
    license: "I accept the terms of use of the portal",
    create: "Register",
    hello: "You are signed in",
    letter: "Confirm your e-mail by the link in the letter to bind a contract.",
    resend: "Send the letter again",
    introduce: "Introduce yourself",
    surname: "Surname",
    givenName: "Given name",
    patronymic: "Patronymic, if any",
    phone: "Phone",
    save: "Save",
    contracts: "Contracts",
    none: "No contracts yet.",
    bindTitle: "Bind a contract",
    bindText: "A letter with a button goes to the e-mail named in the contract.",
    number: "Number of the contract, 14 digits",
    contractEmail: "E-mail of the contract",
    ask: "Send the request",
    leave: "Sign out",
    sent: "The letter is on its way. Look into your mailbox.",
    asked: "If the number and the e-mail match, a letter is on its way to that address.",
    forgotFirst: "Enter your e-mail above, then press again.",
  },
  ru: {
    none: "Договоров пока нет.",
    sent: "Письмо отправлено. Загляните в почту.",
    asked: "Если номер и почта совпадают, на этот адрес уже идёт письмо.",
    forgotFirst: "Введите почту в поле выше и нажмите ещё раз.",
  },
});

const at = (id) => document.getElementById(id);
const api = (method, path, body) => call(method, path, body, { session: true });

function news(text) {
  at("news").textContent = text;
  at("news").hidden = !text;
}

async function refresh() {
  const me = await api("GET", "identity/v1/me");
  if (me.status === 401) return show("guest", { focus: false });
  if (me.status !== 200) return offline(me, refresh);
  const { email, email_confirmed, profile } = me.body;
  at("who").textContent = email;
  at("unconfirmed").hidden = email_confirmed;
  at("introduce").hidden = profile !== null;
  at("contracts").hidden = !email_confirmed || profile === null;
  show("member");
  if (!at("contracts").hidden) await list();
}

async function list() {
  const { status, body } = await api("GET", "contracts/v1/contracts");
  if (status !== 200) return;
  const rows = body.items.map(({ number, party }) => `${number} — ${party.name}`);
  at("list").replaceChildren(
    ...(rows.length ? rows : [say("none")]).map((text) => Object.assign(document.createElement("li"), { textContent: text })),
  );
}

/** Sends what the form holds; what is wrong with it is written under its fields. */
function sends(id, method, path, done, shape = (values) => values) {
  const form = at(id);
  const button = form.querySelector("button[type='submit']");
  const send = async () => {
    news("");
    complain(form, null);
    const answer = await api(method, path, shape(Object.fromEntries(new FormData(form))));
    if (answer.status >= 200 && answer.status < 300) return done(form);
    complain(form, answer.body ?? { detail: away(answer) ? say("offline") : say("failed") });
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(button, send);
  });
}

function presses(id, work) {
  at(id).addEventListener("click", () => busy(at(id), work));
}

sends("login", "POST", "identity/v1/auth/login", refresh);
sends("profile", "PUT", "identity/v1/me/profile", refresh, (values) => ({ ...values, patronymic: values.patronymic || null }));
sends("bind", "POST", "contracts/v1/bindings", (form) => {
  form.reset();
  news(say("asked"));
});
sends(
  "register",
  "POST",
  "identity/v1/auth/register",
  async () => {
    await refresh();
    news(say("sent"));
  },
  (values) => ({ ...values, accept_license: values.accept_license === "on" }),
);
presses("forgot", async () => {
  const email = at("login").email.value;
  if (!email) return complain(at("login"), { detail: say("forgotFirst") });
  const answer = await api("POST", "identity/v1/auth/password/forgot", { email });
  if (answer.status === 202) news(say("sent"));
  else complain(at("login"), answer.body ?? { detail: say("offline") });
});
presses("resend", async () => {
  const answer = await api("POST", "identity/v1/auth/resend-confirmation");
  news(answer.status === 202 ? say("sent") : (answer.body?.detail ?? say("offline")));
});
presses("leave", async () => {
  await api("POST", "identity/v1/auth/logout");
  news("");
  await refresh();
});
await refresh();
