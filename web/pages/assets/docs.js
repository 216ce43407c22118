import { h, operations, renderOperation, renderSchema } from "./openapi.js";
import { call, say, speak } from "./site.js";

speak({
  en: {
    title: "API of the customer portal",
    heading: "API of the customer portal",
    intro: "Whatever the portal does, programs can do too. Each service describes itself.",
    people: "Browser",
    peopleText: "Signing in sets a session cookie. Every mutating call carries the header X-Portal: 1.",
    systems: "System",
    systemsText: "Authorization: Bearer with a token of POST /api/identity/v1/oauth/token (client_credentials).",
    errors: "Errors",
    errorsText: "application/problem+json (RFC 9457): code, detail, errors[]. Language by Accept-Language.",
    filter: "Find a call",
    parameters: "Parameters",
    body: "Body",
    responses: "Answers",
    required: "required",
    schemas: "Shapes",
    silent: "This service does not answer now.",
    found: "Calls found:",
  },
  ru: {
    parameters: "Параметры",
    body: "Тело",
    responses: "Ответы",
    required: "обязательно",
    schemas: "Структуры",
    silent: "Этот сервис сейчас не отвечает.",
    found: "Найдено вызовов:",
  },
});

const SERVICES = ["identity", "contracts", "metering", "billing", "notifier"];
const documents = document.getElementById("documents");

async function load(service) {
  const url = `${service}/v1/openapi.json`;
  const { status, body } = await call("GET", url);
  const raw = h("a", { href: `/api/${url}` }, "openapi.json");
  if (status !== 200) return section(service, service, raw, h("p", { className: "error" }, say("silent")));
  const calls = operations(body).map((one) => renderOperation(one, service, say));
  const shapes = Object.entries(body.components?.schemas ?? {}).map(([name, one]) => renderSchema(name, one, service, say));
  const list = h("details", { className: "shapes" }, h("summary", {}, say("schemas")), ...shapes);
  return section(service, body.info.title, raw, ...calls, shapes.length ? list : null);
}

function section(service, title, raw, ...content) {
  return h("section", { className: "card", id: service }, h("h2", {}, title), h("p", {}, raw), ...content);
}

/** A link to something inside closed parts opens them. */
function open() {
  let element = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  element?.scrollIntoView();
  for (; element; element = element.parentElement) if (element instanceof HTMLDetailsElement) element.open = true;
}

function filter() {
  const text = document.getElementById("filter").value.trim().toLowerCase();
  const calls = [...documents.querySelectorAll("section > details.call")];
  for (const one of calls) one.hidden = !one.querySelector("summary").textContent.toLowerCase().includes(text);
  const found = calls.filter((one) => !one.hidden).length;
  document.getElementById("found").textContent = text ? `${say("found")} ${found}` : "";
}

document.getElementById("services").append(...SERVICES.flatMap((name) => [h("a", { href: `#${name}` }, name), " "]));
document.getElementById("filter").addEventListener("input", filter);
window.addEventListener("hashchange", open);
documents.append(...(await Promise.all(SERVICES.map(load))));
open();
