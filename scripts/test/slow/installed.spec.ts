import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Consumer, consumerIn, install } from '../../packages/consumer.ts';
import { type Packed, packAll } from '../../packages/pack.ts';
import { repository } from '../../packages/publishable.ts';

const directory = mkdtempSync(join(tmpdir(), 'phananh-installed-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let packed: readonly Packed[] = [];
beforeAll(() => {
  packed = packAll(join(directory, 'packed'));
});

const { devDependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
/** What a consumer has beside ours. */
const beside = { '@types/node': devDependencies['@types/node'] };

/** The folder with the `node` of a version, which npm brings. */
const nodeOf = async (version: string): Promise<string> => {
  const { folder, ...home } = consumerIn(join(directory, `node-${version}`), dirname(process.execPath));
  home.write('package.json', '{}');
  const { code, err } = await home.run(
    'npm',
    'install',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    `node@${version}`,
  );
  expect(err, 'npm could not bring Node').not.toContain('npm error');
  expect(code).toBe(0);
  return join(folder, 'node_modules', 'node', 'bin');
};

/** The code of the page on embedding: its imports and its ten lines. */
const tenLines = (): string => {
  const page = readFileSync(join(repository, 'docs', 'how-to', 'embed.md'), 'utf8');
  const [imports, embed] = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
  return `${imports}
const file = 'portal.db';
const options: { clock?: Clock } = {};
${embed}
const answer = await app.inject({ url: \`/v1/reports/\${reportId}\`, headers: { authorization: 'Bearer dev:operator:o-3' } });
console.log(answer.statusCode, answer.json().phase);
await app.close();
`;
};

describe.each(['22', '26'])('installed from tarballs with plain npm on Node %s', (version) => {
  let consumer: Consumer;
  beforeAll(async () => {
    const node = version === '26' ? dirname(process.execPath) : await nodeOf(version);
    consumer = consumerIn(join(directory, `consumer-${version}`), node);
    const { code, err } = await install(consumer, packed, beside);
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it('is that Node', async () => {
    expect((await consumer.run('node', '--version')).out).toMatch(new RegExp(`^v${version}\\.`));
  });

  it('the ten lines of the page on embedding run', async () => {
    consumer.write('embed.ts', tenLines());
    expect(await consumer.run('node', 'embed.ts')).toEqual({ code: 0, out: '200 verified\n', err: '' });
  });
});
