// Holds recorded answers of the running product against the documents: node answers.mjs FILE, one JSON line each
// ({method, path, query, status, media, body}). Says how many it has looked at, then what did not fit.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Schemas } from "./schemas.mjs";

const openapi = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "openapi");
const documents = new Map();
for (const name of ["caseworker", "partner", "statistics", "hsds"]) {
  documents.set(name, new Schemas(JSON.parse(await readFile(join(openapi, `${name}.json`), "utf8"))));
}
const seen = new Set();
const faults = new Map();
let looked = 0;
for (const line of (await readFile(process.argv[2], "utf8")).split("\n").filter(Boolean)) {
  const { method, path, query, status, media, body } = JSON.parse(line);
  // By HSDS `minimal` leaves out what its own document calls required.
  if (/[?&]minimal=true/.test(query ?? "")) continue;
  for (const [name, schemas] of documents) {
    const found = schemas.answer(method, path, status, media, body);
    if (found === null) continue;
    looked++;
    seen.add(`${method} ${schemas.operation(method, path).template} ${status}`);
    for (const fault of found) {
      const said = `${name}: ${method} ${schemas.operation(method, path).template} ${status}: ${fault.replace(/\/\d+/g, "/*")}`;
      faults.set(said, (faults.get(said) ?? 0) + 1);
    }
  }
}
console.log(`${looked} answers of ${seen.size} kinds`);
for (const [fault, times] of faults) console.error(`${times} × ${fault}`);
process.exitCode = looked === 0 || faults.size > 0 ? 1 : 0;
