import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** What Node says of a module: in a process of its own, for the tests load modules in another way. */

const directory = mkdtempSync(join(tmpdir(), 'phananh-workflows-in-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const files = {
  'no-default.mjs': 'export const workflows = [];',
  'lists-other.mjs': 'export default [{ name: "permit" }];',
  'no-javascript.mjs': 'export default [\n  const\n];',
  'imports-no-javascript.mjs': 'import "./no-javascript.mjs";\nexport default [];',
  'no-typescript.ts': 'export default [ as const as ];',
  'no-such-export.mjs': 'import { nothing } from "./no-default.mjs";\nexport default [nothing];',
  'missing-file.mjs': 'import "./nowhere.mjs";\nexport default [];',
  'missing-package.mjs': 'import "no-such-package-of-anybody";\nexport default [];',
  'parses.mjs': 'export default JSON.parse("{");',
  'throws.mjs': 'throw new Error("the register is closed");',
  'never-ready.mjs': 'await new Promise(() => {});\nexport default [];',
  'holds-on.mjs': 'setInterval(() => {}, 1_000_000);\nawait new Promise(() => {});\nexport default [];',
};

type Told = {
  readonly code: string;
  readonly reason: string;
  readonly module: string;
  readonly message: string;
};
const told = new Map<string, Told>();
const urlOf = (name: string): string => pathToFileURL(join(directory, name)).href;

beforeAll(async () => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  mkdirSync(join(directory, 'a-folder'));
  // The last one keeps the process from idling, so that whoever comes after it would wait as long as it.
  const names = [
    ...Object.keys(files).filter((name) => name !== 'holds-on.mjs'),
    'nowhere.mjs',
    'a-folder',
    'holds-on.mjs',
  ];
  const source = fileURLToPath(new URL('../../../src/workflows-in.ts', import.meta.url));
  const script = `
    import { workflowsIn } from ${JSON.stringify(pathToFileURL(source).href)};
    for (const url of ${JSON.stringify(names.map(urlOf))}) {
      const options = url.endsWith('holds-on.mjs') ? { withinMilliseconds: 10 } : {};
      const { code, message, details } = await workflowsIn(url, options).catch((error) => error);
      console.log(JSON.stringify({ code, message, ...details }));
    }
    process.exit();`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    cwd: fileURLToPath(new URL('../../..', import.meta.url)),
  });
  for (const [place, line] of stdout.trim().split('\n').entries())
    told.set(names[place] ?? '', JSON.parse(line));
});

it.each([
  ['nowhere.mjs', 'missing', 'nowhere.mjs'],
  ['a-folder', 'missing', 'a-folder'],
  ['no-default.mjs', 'lists-none', 'default export'],
  ['lists-other.mjs', 'lists-none', 'default export'],
  ['no-javascript.mjs', 'no-javascript', 'no-javascript.mjs: Unexpected token'],
  ['imports-no-javascript.mjs', 'no-javascript', 'no-javascript.mjs: Unexpected token'],
  ['no-typescript.ts', 'no-javascript', 'no-typescript.ts'],
  ['no-such-export.mjs', 'no-javascript', 'nothing'],
  ['missing-file.mjs', 'missing-import', 'nowhere.mjs'],
  ['missing-package.mjs', 'missing-import', 'no-such-package-of-anybody'],
  ['parses.mjs', 'failed', 'JSON'],
  ['throws.mjs', 'failed', 'the register is closed'],
  ['never-ready.mjs', 'never-ready', 'waits for what never comes'],
  ['holds-on.mjs', 'never-ready', 'still waits after 0.01 s'],
])('a module that lists no workflows is named, with what is wrong with it: %s', (name, reason, why) => {
  expect(told.get(name)).toMatchObject({ code: 'unloadable-workflows', reason, module: urlOf(name) });
  expect(told.get(name)?.message).toContain(`${urlOf(name)} lists no workflows: `);
  expect(told.get(name)?.message).toContain(why);
});
