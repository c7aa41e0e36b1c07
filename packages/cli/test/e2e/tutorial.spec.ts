import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { startHost } from '../support/host-process.ts';

const tutorial = fileURLToPath(new URL('../../../../docs/tutorial/one-report.md', import.meta.url));

it('the tutorial does what it says, block after block', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'phananh-tutorial-'));
  const host = await startHost(join(directory, 'tutorial.db'));
  try {
    const blocks = [...readFileSync(tutorial, 'utf8').matchAll(/```sh\n(.*?)```/gs)].map(
      ([, block]) => block,
    );
    const said = execFileSync('bash', ['-euo', 'pipefail', '-c', blocks.join('\n')], {
      encoding: 'utf8',
      env: { ...process.env, HOST: host.url, PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
    });
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
  } finally {
    await host.end();
    rmSync(directory, { recursive: true, force: true });
  }
});
