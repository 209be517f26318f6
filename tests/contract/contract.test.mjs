// Holds each document under openapi/ against independent tools: the linters that API portals use, and client generators whose results must compile
// strictly, with the sample of their use under usage/ and a call of every operation with its own example.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { before, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import generate, { astToString } from "openapi-typescript";
import { callsOfHeyApi, callsOfOpenApiFetch, operationsOf } from "./calls.mjs";
import { Schemas } from "./schemas.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const openapi = join(root, "openapi");
const documents = existsSync(openapi)
  ? (await readdir(openapi)).filter((name) => name.endsWith(".json")).sort()
  : [];

/** Runs an installed program and gives its exit code and words instead of throwing. */
const run = (name, ...args) =>
  new Promise((resolve) =>
    execFile(join(here, "node_modules", ".bin", name), args, { cwd: here, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => resolve({ code: error ? (error.code ?? 1) : 0, stdout, stderr })),
  );

// One start of the linter for all of them, which takes most of the time: beside everything else.
const linted = run("spectral", "lint", "--quiet", "--format", "json", "--fail-severity", "hint",
  "--ruleset", join(root, ".spectral.yaml"), ...documents.map((name) => join(openapi, name)));

describe("The documents of the API", () => {
  test("are there", () => assert.notEqual(documents.length, 0, "openapi/ holds no document: make openapi"));
});

const read = async (name) => JSON.parse(await readFile(join(openapi, name), "utf8"));

describe("A document has no finding of redocly's recommended rules", () => {
  for (const name of documents) {
    test(name, async () => {
      const { code, stdout, stderr } = await run("redocly", "lint", "--config", join(here, "redocly.yaml"), "--format", "json", join(openapi, name));
      assert.ok(code === 0 || code === 1, stderr);
      const { problems } = JSON.parse(stdout);
      assert.deepEqual(problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} (${location[0].pointer})`).slice(0, 50), []);
    });
  }
});

describe("A document's examples are what its schemas allow", () => {
  for (const name of documents) {
    test(name, async () => {
      const document = await read(name);
      const schemas = new Schemas(document);
      const faults = [];
      const hold = (example, ...place) =>
        faults.push(...schemas.faults(example, ...place, "schema").map((fault) => `${place.slice(1).join(" ")}: ${fault}`));
      for (const [path, item] of Object.entries(document.paths)) {
        for (const [method, operation] of Object.entries(item)) {
          for (const [at, parameter] of (operation.parameters ?? []).entries()) {
            if (parameter.example !== undefined) hold(parameter.example, "paths", path, method, "parameters", String(at));
          }
          for (const [media, content] of Object.entries(operation.requestBody?.content ?? {})) {
            if (content.example !== undefined) hold(content.example, "paths", path, method, "requestBody", "content", media);
          }
          for (const [status, answer] of Object.entries(operation.responses)) {
            for (const [media, content] of Object.entries(answer.content ?? {})) {
              if (content.example !== undefined) hold(content.example, "paths", path, method, "responses", status, "content", media);
            }
          }
        }
      }
      for (const [answer, { content }] of Object.entries(document.components.responses)) {
        for (const media of Object.keys(content)) hold(content[media].example, "components", "responses", answer, "content", media);
      }
      assert.deepEqual(faults.slice(0, 50), [], `${faults.length} examples`);
    });
  }
});

describe("What a frontend is promised of a document", () => {
  for (const name of documents) {
    test(`${name}: every parameter is described, every refusal has an example, every enum a type`, async () => {
      const document = await read(name);
      const lacking = [];
      for (const [path, item] of Object.entries(document.paths)) {
        for (const [method, { parameters = [], responses, security }] of Object.entries(item)) {
          lacking.push(...parameters.filter(({ description }) => !description).map((parameter) => `${method} ${path}: ${parameter.name}`));
          if (!security) lacking.push(`${method} ${path}: says nothing of security`);
          for (const status of ["429", "500", "503"]) if (!responses[status]) lacking.push(`${method} ${path}: ${status}`);
        }
      }
      for (const [answer, { content }] of Object.entries(document.components.responses)) {
        if (!content["application/problem+json"]?.example?.code) lacking.push(`${answer}: no example`);
      }
      const look = (schema, place) => {
        if (schema === null || typeof schema !== "object") return;
        if (Array.isArray(schema.enum)) {
          if (!schema.type) lacking.push(`${place}: an enum without a type`);
          if (schema.enum.includes(null)) lacking.push(`${place}: an enum with null`);
        }
        if (schema.type === "object" && !schema.properties && !schema.additionalProperties) lacking.push(`${place}: an object without any member`);
        for (const [key, value] of Object.entries(schema)) {
          if (key !== "example" && key !== "examples" && key !== "default") look(value, `${place}/${key}`);
        }
      };
      look(document.components, "components");
      look(document.paths, "paths");
      assert.deepEqual(lacking.slice(0, 50), []);
      assert.equal(document.servers[0].url, "/");
    });
  }
});

describe("A document gives a TypeScript client that compiles, and that can call every operation with its example", () => {
  const generated = join(here, "generated");
  const failures = new Map();
  let compilation;
  before(async () => {
    await rm(generated, { recursive: true, force: true });
    await mkdir(generated);
    for (const name of documents) {
      const module = basename(name, ".json");
      try {
        await writeFile(join(generated, `${module}.ts`), astToString(await generate(pathToFileURL(join(openapi, name)))));
        await writeFile(join(generated, `${module}.client.ts`),
          `import createClient from "openapi-fetch";\nimport type { paths } from "./${module}.js";\n\n` +
          `/** A client of ${name}. */\nexport const connect = (baseUrl: string) => createClient<paths>({ baseUrl });\n`);
        await writeFile(join(generated, `${module}.calls.ts`), callsOfOpenApiFetch(await read(name), module));
      } catch (failure) {
        failures.set(name, failure);
      }
    }
    compilation = await run("tsc", "--project", "tsconfig.json", "--pretty", "false");
  });
  for (const name of documents) {
    test(name, () => {
      if (failures.has(name)) throw failures.get(name);
      const own = new RegExp(`^(generated|usage)/${basename(name, ".json")}\\.`);
      const lines = compilation.stdout.split("\n").filter((line) => own.test(line));
      assert.equal(lines.length, 0, lines.slice(0, 50).join("\n"));
      // A failure that names no file belongs to every document.
      assert.ok(compilation.code === 0 || /^(generated|usage)\//m.test(compilation.stdout),
        compilation.stdout + compilation.stderr);
    });
  }
});

describe("Other generators give clients that compile, hey-api's with a call of every operation", () => {
  const clients = join(here, "generated", "clients");
  const failures = new Map();
  let compilation;
  before(async () => {
    await rm(clients, { recursive: true, force: true });
    await mkdir(clients, { recursive: true });
    for (const name of documents) {
      const module = basename(name, ".json");
      for (const [program, ...args] of [
        ["openapi-ts", "-i", join(openapi, name), "-o", join(clients, `${module}.hey`), "-c", "@hey-api/client-fetch"],
        ["orval", "--input", join(openapi, name), "--output", join(clients, `${module}.orval.ts`), "--client", "fetch"],
      ]) {
        const { code, stdout, stderr } = await run(program, ...args);
        if (code !== 0) failures.set(name, `${program}: ${stdout}${stderr}`);
      }
      await writeFile(join(clients, `${module}.calls.ts`), callsOfHeyApi(await read(name), module));
    }
    compilation = await run("tsc", "--project", "tsconfig.clients.json", "--pretty", "false");
  });
  for (const name of documents) {
    test(name, async () => {
      assert.equal(failures.get(name), undefined);
      const own = new RegExp(`^generated/clients/${basename(name, ".json")}\\.`);
      assert.deepEqual(compilation.stdout.split("\n").filter((line) => own.test(line)).slice(0, 50), []);
      assert.ok(compilation.code === 0 || /^generated\//m.test(compilation.stdout), compilation.stdout + compilation.stderr);
      assert.ok(operationsOf(await read(name)).length > 10);
    });
  }
});

describe("A document has no finding of spectral:oas, and no error of spectral-owasp", () => {
  let outcome;
  before(async () => {
    outcome = await linted;
  });
  for (const name of documents) {
    test(name, () => {
      // 0: nothing found, 1: something found; anything else did not lint at all.
      assert.ok(outcome.code === 0 || outcome.code === 1, `spectral failed: ${outcome.stdout}${outcome.stderr}`);
      const findings = JSON.parse(outcome.stdout)
        .filter((finding) => basename(finding.source) === name && (finding.severity === 0 || !String(finding.code).startsWith("owasp:")))
        .map(({ range, code, message, path }) => `line ${range.start.line + 1}: ${code}: ${message} (${path.join(".")})`);
      assert.equal(findings.length, 0, `${findings.length} findings\n${findings.slice(0, 50).join("\n")}`);
    });
  }
});
