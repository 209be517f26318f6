// The schemas of a document, to hold values against them with Ajv (JSON Schema 2020-12, as OpenAPI 3.1 has it).
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const pointer = (...steps) => `#/${steps.map((step) => encodeURIComponent(step.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/")}`;

export class Schemas {
  #ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false, int32: true });
  #document;

  constructor(document) {
    this.#document = document;
    addFormats(this.#ajv);
    for (const [name, fits] of [["int32", Number.isInteger], ["int64", Number.isInteger], ["double", Number.isFinite], ["float", Number.isFinite]]) {
      this.#ajv.addFormat(name, { type: "number", validate: fits });
    }
    this.#ajv.addFormat("binary", true);
    this.#ajv.addSchema(document, "document", false, false);
  }

  /** What is wrong with a value, by the schema that stands at a place of the document: nothing, or a few lines. */
  faults(value, ...steps) {
    const validate = this.#ajv.getSchema(`document${pointer(...steps)}`);
    if (!validate) return [`no schema at ${steps.join(" ")}`];
    return validate(value) ? [] : validate.errors.slice(0, 5).map((fault) => `${fault.instancePath || "/"} ${fault.message} ${JSON.stringify(fault.params)}`);
  }

  /** The operation that answers a path, with the path as the document writes it; null where none does. */
  operation(method, path) {
    const asked = path.split("/");
    let best = null;
    for (const [template, item] of Object.entries(this.#document.paths)) {
      const steps = template.split("/");
      if (steps.length === asked.length && item[method] && steps.every((step, at) => step.startsWith("{") || step === asked[at])
        && (best === null || template.split("{").length < best.template.split("{").length)) {
        best = { template, operation: item[method] };
      }
    }
    return best;
  }

  /** What is wrong with an answer. */
  answer(method, path, status, media, body) {
    const found = this.operation(method, path);
    if (!found) return null;
    const { template, operation } = found;
    const described = operation.responses[status];
    if (!described) return [`${status} is not described`];
    const name = described.$ref?.split("/").at(-1);
    const [root, response] = name ? [["components", "responses", name], this.#document.components.responses[name]]
      : [["paths", template, method, "responses", String(status)], described];
    if (body === undefined) return response.content && !["304", "206"].includes(String(status)) ? ["nothing was answered"] : [];
    return response.content?.[media] ? this.faults(body, ...root, "content", media, "schema") : [`${media} is not described`];
  }
}
