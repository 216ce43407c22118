// An OpenAPI 3.1 document as HTML elements. Nothing of it is ever read as HTML.

const METHODS = ["get", "post", "put", "patch", "delete"];

export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element && name !== "list") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** The operations of a document: [{method, path, operation}], in its own order. */
export function operations(document) {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ method, path, operation: item[method] })),
  );
}

/** One call, closed until it is opened. */
export function renderOperation({ method, path, operation }, service, say) {
  const content = operation.requestBody?.content ?? {};
  return h(
    "details",
    { className: "call", id: `${service}-${method}-${path}` },
    h(
      "summary",
      {},
      h("code", { className: `method ${method}` }, method.toUpperCase()),
      h("code", { className: "path" }, path),
      h("span", { className: "muted" }, (operation.description ?? operation.summary ?? "").split("\n")[0]),
    ),
    operation.description?.includes("\n") ? h("p", {}, operation.description) : null,
    operation.parameters?.length ? parameters(operation.parameters, service, say) : null,
    ...Object.entries(content).map(([kind, body]) => bodyOf(say("body"), kind, body.schema, service, say)),
    responses(operation.responses ?? {}, service, say),
  );
}

/** A named schema of the document. */
export function renderSchema(name, schema, service, say) {
  return h(
    "details",
    { className: "call", id: anchor(service, name) },
    h("summary", {}, h("code", { className: "path" }, name)),
    schema.description && h("p", {}, schema.description),
    schema.properties ? properties(schema, service, say) : h("p", {}, typeOf(schema, service)),
  );
}

const anchor = (service, name) => `${service}-schema-${name}`;

function parameters(list, service, say) {
  const rows = list.map((one) =>
    row(one.name, one.required, h("span", {}, typeOf(one.schema ?? {}, service), ` · ${one.in}`), one.description ?? one.schema?.description, say),
  );
  return titled(say("parameters"), table(rows));
}

function bodyOf(title, kind, schema, service, say) {
  const detail = schema?.properties ? properties(schema, service, say) : h("p", {}, typeOf(schema ?? {}, service));
  return titled(`${title} · ${kind}`, detail);
}

function responses(all, service, say) {
  const rows = Object.entries(all).map(([status, answer]) => {
    const kinds = Object.entries(answer.content ?? {}).map(([kind, body]) =>
      h("div", {}, typeOf(body.schema ?? {}, service), h("span", { className: "muted" }, ` ${kind}`)),
    );
    return h("tr", {}, h("th", { scope: "row" }, h("code", {}, status)), h("td", {}, answer.description ?? ""), h("td", {}, ...kinds));
  });
  return titled(say("responses"), table(rows));
}

function properties(schema, service, say) {
  const needed = new Set(schema.required ?? []);
  return table(
    Object.entries(schema.properties).map(([name, one]) =>
      row(name, needed.has(name), typeOf(one, service), one.description, say),
    ),
  );
}

function row(name, required, type, description, say) {
  const mark = required ? h("span", { className: "muted" }, ` ${say("required")}`) : null;
  return h("tr", {}, h("th", { scope: "row" }, h("code", {}, name), mark), h("td", {}, type), h("td", {}, description ?? ""));
}

const titled = (title, body) => h("div", {}, h("h3", {}, title), body);
const table = (rows) => h("div", { className: "scroll" }, h("table", {}, h("tbody", {}, ...rows)));

/** The type in words; a named one is a link. */
function typeOf(schema, service) {
  if (schema.$ref) {
    const name = schema.$ref.split("/").pop();
    return h("a", { href: `#${anchor(service, name)}` }, name);
  }
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices) return joined(choices.map((one) => typeOf(one, service)), schema.allOf ? " & " : " | ");
  if (schema.type === "array") return h("span", {}, "[", typeOf(schema.items ?? {}, service), "]");
  if (schema.additionalProperties?.type || schema.additionalProperties?.$ref) {
    return h("span", {}, "{…: ", typeOf(schema.additionalProperties, service), "}");
  }
  return h("code", {}, [base(schema), ...limits(schema)].join(" "));
}

function base(schema) {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  return [schema.type ?? "any", schema.format && `(${schema.format})`].filter(Boolean).join(" ");
}

function limits(schema) {
  const names = { minLength: "≥", maxLength: "≤", minimum: "≥", maximum: "≤", minItems: "≥", maxItems: "≤", pattern: "~" };
  return Object.keys(names).filter((name) => schema[name] !== undefined).map((name) => `${names[name]} ${schema[name]}`);
}

function joined(parts, between) {
  return h("span", {}, ...parts.flatMap((part, index) => (index ? [between, part] : [part])));
}
