import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Consumer, consumerIn, install } from '../../packages/consumer.ts';
import { type Packed, packAll } from '../../packages/pack.ts';
import { manifestOf, publishable, repository } from '../../packages/publishable.ts';

const directory = mkdtempSync(join(tmpdir(), 'phananh-installed-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let packed: readonly Packed[] = [];
beforeAll(() => {
  packed = packAll(join(directory, 'packed'));
  for (const { name, bytes } of packed) console.log(`${name}: ${(bytes / 1_000).toFixed(0)} kB packed`);
});

const tool = (name: string): string => join(repository, 'node_modules', '.bin', name);
const { devDependencies: ours } = manifestOf(repository);
const { devDependencies: ofCore } = manifestOf(join(repository, 'packages', 'core'));
const doors = publishable().flatMap(({ manifest }) =>
  Object.keys(manifest.exports).map((door) => manifest.name + door.slice(1)),
);
/** Doors that ask for a package of their own, which is an optional peer: it is there for whoever opens them. */
const askingDoors: { readonly [door: string]: readonly string[] } = {
  '@phananh/core/countries': ['date-holidays'],
  '@phananh/core/testing/conformance': ['fast-check', 'vitest'],
  '@phananh/core/testing/properties': ['fast-check'],
};

/** What each consumer has beside ours: one nothing but Node's types, one what two of the doors ask for. */
const beside = {
  22: {},
  26: { 'date-holidays': ofCore['date-holidays'] ?? '', 'fast-check': ofCore['fast-check'] ?? '' },
};

/** The folder with the `node` of a version, which npm brings. */
const nodeOf = async (version: number): Promise<string> => {
  if (process.versions.node.startsWith(`${version}.`)) return dirname(process.execPath);
  const home = consumerIn(join(directory, `node-${version}`), dirname(process.execPath));
  home.write('package.json', '{}');
  const brought = await home.run(
    'npm',
    'install',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    `node@${version}`,
  );
  expect(brought.code, brought.err).toBe(0);
  return join(home.folder, 'node_modules', 'node', 'bin');
};

const refusal = 'phananh needs Node 22.18 or newer, and this is Node 20';

/** The code of the page on embedding: its imports and its ten lines. */
const tenLines = (): string => {
  const page = readFileSync(join(repository, 'docs', 'how-to', 'embed.md'), 'utf8');
  const [imports, embed] = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
  return `${imports}
const [file, options]: [string, { clock?: Clock }] = [\`\${process.pid}.db\`, {}];
${embed}
const asked = { url: \`/v1/reports/\${reportId}\`, headers: { authorization: 'Bearer dev:operator:o-3' } };
const answer = await app.inject(asked);
console.log(answer.statusCode, answer.json().phase);
await app.close();
`;
};
const answered = { code: 0, out: '200 verified\n', err: '' };

/** Loads doors one after the other and tells those that did not load, with the reason. */
const loading = (chosen: readonly string[]): string => `
const chosen = ${JSON.stringify(chosen)};
for (const door of chosen) await import(door).catch(({ message }) => console.log(door + ': ' + message));
`;

/** Starts \`npx phananh serve\` and gives what its host answers when asked whether it is ready. */
const readyHost = async (consumer: Consumer): Promise<number> => {
  const args = ['phananh', 'serve', '--port', '0', '--store', 'sqlite:served.db'];
  const child = spawn('npx', args, {
    ...consumer.options,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  // As Ctrl-C in a terminal does: npx and the command get it both.
  const end = (): boolean => process.kill(-(child.pid ?? 0), 'SIGTERM');
  try {
    let said = '';
    for await (const text of child.stdout ?? []) {
      said += text;
      const [url] = /http:\/\/\S+/.exec(said) ?? [];
      if (url === undefined) continue;
      const { status } = await fetch(new URL('/readyz', url));
      end();
      await ended;
      return status;
    }
    throw new Error(`the host ended before it listened: ${said}`);
  } catch (error) {
    if (child.exitCode === null) end();
    throw error;
  }
};

it.each(['publint', 'attw'])('%s has nothing to say of any tarball', async (name) => {
  const here = consumerIn(join(directory, name), dirname(process.execPath));
  for (const { file } of packed) {
    const args = name === 'publint' ? [file, '--strict'] : [file, '--profile', 'esm-only', '--no-color'];
    const { code, out, err } = await here.run(tool(name), ...args);
    expect(code, `${file}: ${out}${err}`).toBe(0);
  }
});

it('a tarball has what was built, a licence and a page, and no test', async () => {
  const here = consumerIn(join(directory, 'listed'), dirname(process.execPath));
  for (const { name, file } of packed) {
    const { out } = await here.run('tar', 'tzf', file);
    const files = out.trim().split('\n');
    expect(files, name).toEqual(
      expect.arrayContaining(['package/LICENSE', 'package/README.md', 'package/package.json']),
    );
    const others = files.filter(
      (one) => !/^package\/(dist\/.*\.(js|js\.map|d\.ts|json)|LICENSE|README\.md|package\.json)$/.test(one),
    );
    const besides: { readonly [name: string]: readonly string[] } = {
      '@phananh/cli': ['package/samples/README.md', 'package/samples/cases.csv', 'package/samples/map.json'],
      '@phananh/transparency': ['package/dist/verify.html'],
    };
    expect(others.toSorted(), name).toEqual(besides[name] ?? []);
    expect(
      files.filter((one) => /spec|\/test\/|fixture/.test(one)),
      name,
    ).toEqual([]);
  }
});

describe.each([22, 26] as const)('installed from tarballs with plain npm on Node %i', (version) => {
  let consumer: Consumer;
  beforeAll(async () => {
    consumer = consumerIn(join(directory, `consumer-${version}`), await nodeOf(version));
    const types = { '@types/node': ours['@types/node'] ?? '' };
    const { code, err } = await install(consumer, packed, { ...types, ...beside[version] });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    consumer.write('embed.ts', tenLines());
  });

  it('is that Node', async () => {
    expect((await consumer.run('node', '--version')).out).toMatch(new RegExp(`^v${version}\\.`));
  });

  it('the ten lines of the page on embedding run', async () => {
    expect(await consumer.run('node', 'embed.ts')).toEqual(answered);
  });

  it('every door opens that asks for nothing else', async () => {
    const there = Object.keys(beside[version]);
    const [open, closed] = [
      doors.filter((door) => (askingDoors[door] ?? []).every((name) => there.includes(name))),
      doors.filter((door) => (askingDoors[door] ?? []).some((name) => !there.includes(name))),
    ];
    consumer.write('open.mjs', loading(open));
    expect(await consumer.run('node', 'open.mjs')).toEqual({ code: 0, out: '', err: '' });
    consumer.write('closed.mjs', loading(closed));
    const { out } = await consumer.run('node', 'closed.mjs');
    expect(out.split("Cannot find package '").length - 1).toBe(closed.length);
  });

  it('npx phananh serve has a ready host', async () => {
    expect(await readyHost(consumer)).toBe(200);
  });

  it('npx phananh import takes the sample that is installed with it', async () => {
    const samples = 'node_modules/@phananh/cli/samples';
    const args = [
      `${samples}/cases.csv`,
      '--map',
      `${samples}/map.json`,
      '--store',
      'sqlite:imported.db',
      '--allow-rejects',
      '--json',
    ];
    const { code, out } = await consumer.run('npx', 'phananh', 'import', ...args);
    expect({ code, ...JSON.parse(out) }).toMatchObject({
      code: 0,
      rows: 30,
      imported: 26,
      rejected: 4,
      whole: true,
    });
  });
});

describe('what is installed', () => {
  let folder: string;
  const on = async (version: number): Promise<Consumer> => consumerIn(folder, await nodeOf(version));
  beforeAll(() => {
    folder = join(directory, 'consumer-26');
  });

  it.each(['nodenext', 'bundler'])(
    'has types that hold under %s, of every door, whoever checks libraries too',
    async (resolution) => {
      const consumer = await on(26);
      const typed = doors.filter((door) => !(askingDoors[door] ?? []).includes('vitest'));
      consumer.write(
        'doors.ts',
        typed.map((door, index) => `export * as door${index} from '${door}';\n`).join(''),
      );
      const compilerOptions = {
        ...{ module: resolution === 'nodenext' ? 'nodenext' : 'esnext', moduleResolution: resolution },
        ...{ target: 'es2024', lib: ['es2024', 'esnext.disposable'], types: ['node'] },
        ...{ strict: true, skipLibCheck: false, noEmit: true },
      };
      consumer.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['doors.ts', 'embed.ts'] }));
      expect(await consumer.run(tool('tsc'), '-p', '.')).toEqual({ code: 0, out: '', err: '' });
    },
  );

  it('runs when esbuild has bundled what is around it', async () => {
    const consumer = await on(26);
    const left = ['--external:@phananh/*', '--external:fastify'];
    const form = [
      '--bundle',
      '--platform=node',
      '--format=esm',
      '--outfile=bundle.mjs',
      '--log-level=warning',
    ];
    expect(await consumer.run(tool('esbuild'), 'embed.ts', ...form, ...left)).toEqual({
      code: 0,
      out: '',
      err: '',
    });
    expect(await consumer.run('node', 'bundle.mjs')).toEqual(answered);
  });

  it('runs workflows that esbuild has bundled into a file of their own, whose projections a thread loads there', async () => {
    const consumer = await on(26);
    const bundled = async (entry: string, outfile: string, ...left: readonly string[]): Promise<void> => {
      const form = [
        '--bundle',
        '--platform=node',
        '--format=esm',
        '--log-level=warning',
        `--outfile=${outfile}`,
      ];
      const external = ['@phananh/*', 'zod', ...left].map((name) => `--external:${name}`);
      expect(await consumer.run(tool('esbuild'), entry, ...form, ...external)).toMatchObject({
        code: 0,
        err: '',
      });
    };
    consumer.write(
      'permits-host.ts',
      `import { runReports } from '@phananh/sqlite';
import workflows from './workflows.mjs';
const host = await runReports({ file: 'permits.db', workflows });
const application = { parcel: 'A 1', plans: 'A house' };
const { position } = await host.workflows[0].handler.create('apply', application, { actor: { kind: 'applicant', id: 'ann' } });
await host.readModels.whenApplied(position, { timeoutMilliseconds: 20_000 });
const { rows } = await host.readModels.list({ list: 'permits', now: new Date().toISOString() });
console.log(rows.length, rows[0].phase);
await host.close();
`,
    );
    const permits = fileURLToPath(new URL('../../../examples/building-permit/index.ts', import.meta.url));
    await bundled(permits, 'workflows.mjs');
    await bundled('permits-host.ts', 'permits-host.mjs', './workflows.mjs');
    expect(await consumer.run('node', 'permits-host.mjs')).toEqual({ code: 0, out: '1 applied\n', err: '' });
  });

  it('has working time that can be bundled whole, for browsers too', async () => {
    const consumer = await on(26);
    consumer.write(
      'day.ts',
      `import { vietnamCalendar } from '@phananh/core/calendar';
console.log(vietnamCalendar().id);
`,
    );
    const form = [
      '--bundle',
      '--platform=browser',
      '--format=esm',
      '--outfile=day.mjs',
      '--log-level=warning',
    ];
    expect(await consumer.run(tool('esbuild'), 'day.ts', ...form)).toEqual({ code: 0, out: '', err: '' });
    expect(await consumer.run('node', 'day.mjs')).toEqual({
      code: 0,
      out: expect.stringMatching(/\S/),
      err: '',
    });
  });

  it('refuses an older Node in one sentence, by every door and by the command', async () => {
    const consumer = await on(20);
    const { out: version } = await consumer.run('node', '--version');
    expect(version).toMatch(/^v20\./);
    consumer.write('old.mjs', loading(doors.filter((door) => !(askingDoors[door] ?? []).includes('vitest'))));
    const { out } = await consumer.run('node', 'old.mjs');
    for (const line of out.trim().split('\n')) expect(line).toContain(`: ${refusal}`);
    expect(out.trim().split('\n')).toHaveLength(doors.length - 1);
    const command = await consumer.run('phananh', '--help');
    expect(command).toMatchObject({ code: 1, out: '' });
    expect(command.err).toMatch(new RegExp(`^${refusal}\\S+\\.\\n$`));
  });
});
