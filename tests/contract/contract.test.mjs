// Holds each document under openapi/ against independent tools: the linter that API portals use, and a
// client generator whose result, with the sample of its use under usage/, must compile strictly.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { before, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import generate, { astToString } from "openapi-typescript";

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

describe("The documents of the API", () => {
  test("are there", () => assert.notEqual(documents.length, 0, "openapi/ holds no document: make openapi"));
});

describe("A document has no finding of spectral:oas", () => {
  let outcome;
  before(async () => {
    // One start for all of them; the linter takes seconds to load.
    outcome = await run("spectral", "lint", "--quiet", "--format", "json", "--fail-severity", "hint",
      "--ruleset", join(root, ".spectral.yaml"), ...documents.map((name) => join(openapi, name)));
  });
  for (const name of documents) {
    test(name, () => {
      // 0: nothing found, 1: something found; anything else did not lint at all.
      assert.ok(outcome.code === 0 || outcome.code === 1, `spectral failed: ${outcome.stdout}${outcome.stderr}`);
      const findings = JSON.parse(outcome.stdout)
        .filter((finding) => basename(finding.source) === name)
        .map(({ range, code, message, path }) => `line ${range.start.line + 1}: ${code}: ${message} (${path.join(".")})`);
      assert.equal(findings.length, 0, `${findings.length} findings\n${findings.slice(0, 50).join("\n")}`);
    });
  }
});

describe("A document gives a TypeScript client that compiles", () => {
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
