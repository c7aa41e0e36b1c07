import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startHost } from '@phananh/test-support/host-process';
import { expect, it } from 'vitest';
import { z } from 'zod';

const tutorial = fileURLToPath(new URL('../../../../docs/tutorial/one-report.md', import.meta.url));

it('the first page and the tutorial do what they say, block after block, and again on the same store', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'phananh-tutorial-'));
  const host = await startHost(join(directory, 'tutorial.db'));
  try {
    await assertFirstPage(host.url);
    const blocks = [...readFileSync(tutorial, 'utf8').matchAll(/```sh\n(.*?)```/gs)].map(
      ([, block]) => block,
    );
    for (const _ of ['once', 'and again']) assertTutorial(runTutorial(blocks, host.url));
  } finally {
    await host.end();
    rmSync(directory, { recursive: true, force: true });
  }
});

/** What the first page asks of a new store, and what it shows as the answers. */
const assertFirstPage = async (url: string): Promise<void> => {
  const page = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8');
  const [, report = ''] = /-d '(\{"text".*\})'/.exec(page) ?? [];
  const given = (actor: string, body: string) => ({
    method: 'POST',
    headers: { authorization: `Bearer dev:${actor}`, 'content-type': 'application/json' },
    body,
  });
  const submitted = await fetch(`${url}/v1/reports`, given('citizen:c-17', report));
  const { reportId, trackingCode, ...said } = Submitted.parse(await submitted.json());
  expect(page).toContain(`"revision":0,${JSON.stringify(said).slice(1, -1)},"phase":"submitted"`);
  const tracked = await fetch(`${url}/v1/track/${trackingCode}?after=${said.position}`);
  expect(await tracked.json()).toMatchObject({ trackingCode, phase: 'submitted', round: 1 });
  const early = given('operator:o-3', '{"publicText":"Đã sửa"}');
  const refused = Refused.parse(await (await fetch(`${url}/v1/reports/${reportId}/publish`, early)).json());
  expect(page).toContain(JSON.stringify(refused).slice(1, -1));
};

const Submitted = z.object({ reportId: z.string(), trackingCode: z.string(), position: z.number() });
const Refused = z.object({
  command: z.string(),
  phase: z.string(),
  allowedCommands: z.array(z.string()),
});

const runTutorial = (blocks: readonly (string | undefined)[], url: string): string =>
  execFileSync('bash', ['-euo', 'pipefail', '-c', blocks.join('\n')], {
    encoding: 'utf8',
    env: { ...process.env, HOST: url, PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
  });

const assertTutorial = (said: string): void => {
  // Of all that is asked for, one thing is refused, and it is said why.
  expect(said.match(/"status":4\d\d/g)).toEqual(['"status":409']);
  expect(said).toContain('"code":"wrong-phase"');
  expect(said).toContain('"dueDay":"');
  const history = said.trimEnd().split('\n').slice(-17);
  expect(history[0]).toBe('published');
  expect(history.slice(1).map((line) => line.split('  ').at(-1))).toEqual([
    ...[
      'submitted',
      'verified',
      'assigned',
      'returned',
      'assigned',
      'accepted',
      'extension-requested',
      'extension-granted',
      'resolved',
    ],
    ...['published', 'disputed', 'dispute-upheld', 'assigned', 'resolved', 'published', 'rated'],
  ]);
};
