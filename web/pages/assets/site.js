// What all pages share: language, calls to the API, results that a screen reader hears.

const wanted = new URLSearchParams(location.search).get("lang") ?? navigator.language ?? "ru";
export const lang = wanted.toLowerCase().startsWith("en") ? "en" : "ru";

const COMMON = {
  brand: "Customer portal",
  docs: "API",
  home: "Home",
  offline: "There is no connection, or the service is away. Nothing has been done yet.",
  retry: "Try again",
  failed: "It did not work",
  noToken: "This page opens by the link of a letter",
  noTokenText: "Open the link in the letter once more: the address of the page was not complete.",
};
const RUSSIAN = {
  offline: "Нет связи или сервис временно недоступен. Пока ничего не сделано.",
  retry: "Повторить",
  failed: "Не получилось",
  noToken: "Эта страница открывается по ссылке из письма",
  noTokenText: "Откройте ссылку из письма ещё раз: адрес страницы был неполным.",
};

let words = {};

/** The page's texts stand in its HTML in Russian; `texts.en` has them in English, `texts.ru` what scripts say. */
export function speak(texts) {
  words = lang === "en" ? { ...COMMON, ...texts.en } : { ...RUSSIAN, ...texts.ru };
  if (lang !== "en") return;
  document.documentElement.lang = "en";
  for (const element of document.querySelectorAll("[data-t]")) {
    element.textContent = words[element.dataset.t] ?? element.textContent;
  }
  document.title = words.title ?? document.title;
}

export const say = (key) => words[key] ?? key;

/** The token of the letter's link. It leaves the address bar, and so the history and the screen, at once. */
export function takeToken() {
  const query = new URLSearchParams(location.search);
  const token = query.get("token") ?? "";
  query.delete("token");
  const rest = query.toString();
  history.replaceState(null, "", location.pathname + (rest ? `?${rest}` : ""));
  return token;
}

/** {status, body, retryAfter}; status 0 when nobody answered. Only our own API is ever called. */
export async function call(method, path, body, { session = false } = {}) {
  const headers = { "X-Portal": "1", "Accept-Language": lang, Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  try {
    const answer = await fetch(`/api/${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: session ? "same-origin" : "omit",
      cache: "no-store",
      redirect: "error",
    });
    const text = await answer.text();
    const json = (answer.headers.get("Content-Type") ?? "").includes("json");
    return { status: answer.status, body: json && text ? JSON.parse(text) : null };
  } catch {
    return { status: 0, body: null };
  }
}

export const away = (answer) => answer.status === 0 || answer.status === 429 || answer.status >= 500;

/** Shows `#id` of the page's panels alone and moves the focus to its heading, so that it is read out. */
export function show(id, { state = "", focus = true } = {}) {
  for (const panel of document.querySelectorAll("[data-panel]")) panel.hidden = panel.id !== id;
  const panel = document.getElementById(id);
  if (state) panel.dataset.state = state;
  if (focus) panel.querySelector("h1, h2")?.focus();
}

/** A result in the panel `#result`: heading, text, and a button when there is something to try again. */
export function result(state, heading, text, again) {
  const panel = document.getElementById("result");
  panel.querySelector("h1").textContent = heading;
  panel.querySelector("p").textContent = text;
  const button = panel.querySelector("button");
  button.hidden = !again;
  button.textContent = say("retry");
  button.onclick = again ?? null;
  show("result", { state });
}

/** The answer that nobody gave, or that asks to wait. */
export function offline(answer, again) {
  result("bad", say("failed"), answer.body?.detail ?? say("offline"), again);
}

/** While `work` runs its button can not be pressed twice. */
export async function busy(button, work) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    button.removeAttribute("aria-busy");
  }
}

/** Writes a problem's `errors[]` under their fields, the rest under the form; focus goes to the first bad field. */
export function complain(form, problem) {
  const general = form.querySelector("[data-error='']");
  for (const note of form.querySelectorAll("[data-error]")) note.textContent = "";
  for (const input of form.querySelectorAll("input")) input.removeAttribute("aria-invalid");
  if (!problem) return;
  let first = null;
  for (const error of problem.errors ?? []) {
    const name = error.pointer.slice(1);
    const note = form.querySelector(`[data-error="${CSS.escape(name)}"]`);
    if (!note) continue;
    note.textContent = error.detail;
    const input = form.elements.namedItem(name);
    input.setAttribute("aria-invalid", "true");
    first ??= input;
  }
  if (first) first.focus();
  else general.textContent = problem.detail;
}
