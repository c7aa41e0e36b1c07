import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { overlaid, vietnamDays } from '@phananh/core/calendar';
import { huePolicyData } from '@phananh/core/reports';
import { post } from '@phananh/test-support/api';
import { startHost } from '@phananh/test-support/host-process';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { phananh } from '../support/in-process.ts';

let directory = '';
const file = (name: string, content: string): string => {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
};
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-zone-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

it('what a host answers by its address has its times where its own calendar is in force, as without the address, and refusals too', async () => {
  // Neither UTC nor where a command without any log counts.
  const days = {
    ...overlaid(vietnamDays, { id: 'elsewhere', compiledOn: '2026-10-16' }),
    timezone: 'Asia/Tokyo',
    utcOffset: '+09:00',
  };
  const policy = { ...huePolicyData, name: 'elsewhere', calendar: 'elsewhere' };
  const path = join(directory, 'cases.db');
  const at = ['--store', `sqlite:${path}`];
  const host = await startHost(
    path,
    ...['--calendars', file('days.json', JSON.stringify(days))],
    ...['--policy', file('policy.json', JSON.stringify(policy))],
  );
  onTestFinished(() => host.kill());
  const far = (key: string) => ['--url', host.url, '--key-file', file('far.key', key)];
  const agency = { agencyId: 'agency-hue-lighting', name: 'Chiếu sáng', kind: 'enterprise' };
  await post(`${host.url}/v1/agencies`, 'operator:o-1', agency);
  await phananh('officers', 'register', 'officer-2', '--agency', agency.agencyId, ...at);
  await phananh('requests', 'ask', '--kind', 'copy', '--person', 'citizen:c-1', ...at);
  const admin = ['--kind', 'admin', '--commands', 'apiKey.*', '--reads', '--expires', '10d'];
  const { out: key } = await phananh('keys', 'create', '--name', 'k', ...admin, ...at);
  // Those of the store are read models of its own, which have all that the host wrote.
  for (const list of ['officers', 'requests']) {
    const near = await phananh(list, 'list', ...at);
    expect(near.out).toMatch(/T\d\d:\d\d:\d\d(\.\d+)?\+09:00/);
    expect(await phananh(list, 'list', ...far(key))).toEqual(near);
  }
  const keys = await phananh('keys', 'list', ...far(key));
  expect(keys.out).toMatch(/\+09:00.*\+09:00/);
  // Who may not read the policy sees the list as before.
  const operators = await phananh('officers', 'list', ...far('dev:operator:o-1'));
  expect([operators.code, operators.out]).toEqual([0, expect.stringContaining('+00:00')]);

  const longer = ['keys', 'create', '--name', 'x', '--kind', 'admin', '--reads', '--expires', '90d'];
  const refused = await phananh(...longer, ...far(key));
  expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/it expires at .*\+09:00/)]);
  const published = await phananh('published', ...at);
  expect(published.err).toMatch(/as of .*\+09:00/);
  expect(await host.end()).toBe(0);
});
