// Holds each document under openapi/ against independent tools: the linter that API portals use, and a
// client generator whose result must compile.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const documents = existsSync(join(root, "openapi"))
  ? (await readdir(join(root, "openapi"))).filter((name) => name.endsWith(".json")).sort()
  : [];
const program = (name) => join(here, "node_modules", ".bin", name);

/** Runs a program and gives its exit code and words instead of throwing. */
const run = (name, ...args) =>
  new Promise((resolve) =>
    execFile(program(name), args, { cwd: here, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
      resolve({ code: error ? (error.code ?? 1) : 0, stdout, stderr }),
    ),
  );

describe("The documents of the API", () => {
  test("are there", () => assert.notEqual(documents.length, 0, "openapi/ holds no document: make openapi"));
});

describe("Each document is free of findings of spectral:oas", () => {
  let findings;
  let words;
  before(async () => {
    // One start for all of them; the linter takes seconds to load.
    const { stdout, stderr } = await run("spectral", "lint", "--quiet", "--format", "json", "--ruleset",
      join(root, ".spectral.yaml"), ...documents.map((name) => join(root, "openapi", name)));
    words = stderr;
    try {
      findings = JSON.parse(stdout.trim() || "[]");
    } catch {
      words = stdout + stderr;
    }
  });
  for (const name of documents) {
    test(name, () => {
      assert.ok(findings, `spectral did not run: ${words}`);
      const own = findings.filter((finding) => basename(finding.source) === name);
      const text = own.map((finding) =>
        `line ${finding.range.start.line + 1}: ${finding.code}: ${finding.message} (${finding.path.join(".")})`);
      assert.equal(own.length, 0, `${own.length} findings\n${text.slice(0, 50).join("\n")}`);
    });
  }
});

describe("Each document gives a TypeScript client that compiles", () => {
  const generated = join(here, "generated");
  const unused = (module) => `import createClient from "openapi-fetch";
import type { paths } from "./${module}.js";
export const client = createClient<paths>({ baseUrl: "http://localhost" });
`;
  before(async () => {
    await rm(generated, { recursive: true, force: true });
    await mkdir(generated);
  });
  for (const name of documents) {
    test(name, async () => {
      const module = basename(name, ".json");
      const types = join(generated, `${module}.ts`);
      const generation = await run("openapi-typescript", join(root, "openapi", name), "--output", types);
      assert.equal(generation.code, 0, generation.stdout + generation.stderr);
      await writeFile(join(generated, `${module}.client.ts`), unused(module));
      await writeFile(join(generated, `${module}.tsconfig.json`),
        JSON.stringify({ extends: "../tsconfig.json", include: [`${module}.ts`, `${module}.client.ts`] }));
      const compilation = await run("tsc", "--project", join(generated, `${module}.tsconfig.json`));
      assert.equal(compilation.code, 0, compilation.stdout + compilation.stderr);
    });
  }
});
