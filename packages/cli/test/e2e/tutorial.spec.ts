import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startHost } from '@phananh/test-support/host-process';
import { expect, it } from 'vitest';

const tutorial = fileURLToPath(new URL('../../../../docs/tutorial/one-report.md', import.meta.url));

it('the tutorial does what it says, block after block, and again on the same store', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'phananh-tutorial-'));
  const host = await startHost(join(directory, 'tutorial.db'));
  try {
    const blocks = [...readFileSync(tutorial, 'utf8').matchAll(/```sh\n(.*?)```/gs)].map(
      ([, block]) => block,
    );
    for (const _ of ['once', 'and again']) assertTutorial(runTutorial(blocks, host.url));
  } finally {
    await host.end();
    rmSync(directory, { recursive: true, force: true });
  }
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
