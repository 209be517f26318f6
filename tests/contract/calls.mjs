// Writes for a document a file that calls each of its operations once: with the document's own examples, and where a parameter has none, with the first value
// that its schema allows. Compiled strictly against a generated client it proves that the client can write every parameter and body.

/** What stands for a parameter. */
function value({ example, schema }) {
  if (example !== undefined) return example;
  const one = (s) =>
    s.default ?? s.enum?.[0] ?? (s.type === "array" ? [one(s.items)] : s.type === "boolean" ? true
      : s.type === "integer" || s.type === "number" ? Math.max(1, s.minimum ?? 1)
      : s.format === "uuid" ? "0199c1a0-5e00-7a56-8145-270ce6b3bebd" : s.format === "date" ? "2026-03-02"
      : s.format === "date-time" ? "2026-03-02T09:30:00Z" : "text");
  return one(schema);
}

/** Each operation with its parameters, by where they stand, and its body. */
export function operationsOf(document) {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).filter(([method]) => ["get", "put", "post", "patch", "delete"].includes(method)).map(([method, operation]) => {
      const places = {};
      for (const parameter of operation.parameters ?? []) {
        (places[parameter.in] ??= {})[parameter.name] = value(parameter);
      }
      const [media, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
      const body = media === undefined ? undefined : media === "application/json" ? content.example : { file: media };
      return { id: operation.operationId, method, path, places, media, body };
    }));
}

const said = (object) => JSON.stringify(object, null, 2).replaceAll("\n", "\n  ");

/** By openapi-typescript with openapi-fetch. */
export function callsOfOpenApiFetch(document, module) {
  const calls = operationsOf(document).map(({ method, path, places, media, body }) => {
    const parts = [
      ...(Object.keys(places).length ? [`params: ${said(places)}`] : []),
      ...(body === undefined ? [] : media === "application/json" ? [`body: ${said(body)}`] : ['body: "file"']),
    ];
    return `  await api.${method.toUpperCase()}(${JSON.stringify(path)}${parts.length ? `, { ${parts.join(", ")} }` : ""});`;
  });
  return `import { connect } from "./${module}.client.js";\n\nexport async function calls(api: ReturnType<typeof connect>) {\n${calls.join("\n")}\n}\n`;
}

/** By hey-api. */
export function callsOfHeyApi(document, module) {
  const operations = operationsOf(document);
  const names = { path: "path", query: "query", header: "headers" };
  const calls = operations.map(({ id, places, media, body }) => {
    const parts = [
      ...Object.entries(places).map(([place, values]) => `${names[place]}: ${said(values)}`),
      ...(body === undefined ? [] : media === "application/json" ? [`body: ${said(body)}`] : ["body: new Blob([])"]),
    ];
    return `  await sdk.${id[0].toLowerCase()}${id.slice(1)}(${parts.length ? `{ ${parts.join(", ")} }` : ""});`;
  });
  return `import * as sdk from "./${module}.hey/index";\n\nexport async function calls() {\n${calls.join("\n")}\n}\n`;
}
