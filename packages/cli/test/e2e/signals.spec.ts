import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { get, lamp, post } from '@phananh/test-support/api';
import { startHost } from '@phananh/test-support/host-process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { phananh } from '../support/in-process.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-signals-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** A host with two reports whose results the centre sent back. */
const hostWithSignals = async () => {
  const path = join(directory, 'signals.db');
  const host = await startHost(path);
  const agency = { agencyId: 'agency-1', name: 'Chiếu sáng Huế', kind: 'enterprise' };
  await post(`${host.url}/v1/agencies`, 'operator:o-3', agency);
  let position = 0;
  for (const category of ['lighting', 'waste']) {
    const { reportId } = (await post(`${host.url}/v1/reports`, 'citizen:c-17', lamp)).body;
    for (const [command, as, input] of [
      ['verify', 'operator:o-3', { category }],
      ['assign', 'operator:o-3', { agencyId: 'agency-1' }],
      ['resolve', 'agency:officer-9:agency-1', { result: 'Đã thay bóng' }],
      ['send-back', 'operator:o-3', { reason: 'Chưa sáng' }],
    ] as const) {
      const answer = await post(`${host.url}/v1/reports/${reportId}/${command}`, as, input);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      position = answer.body.position;
    }
  }
  return { host, store: `sqlite:${path}`, position };
};

describe('phananh signals', () => {
  test('shows the figures and cases of the host, as JSON and in a terminal, without a verdict', async () => {
    const { host, store, position } = await hostWithSignals();
    for (const [query, options] of [
      ['', []],
      ['&category=waste', ['--category', 'waste']],
      ['&category=', ['--category', '']],
      ['&signal=returned-before-expiry', ['--signal', 'returned-before-expiry']],
      ['&limit=1', ['--limit', '1']],
    ] as const) {
      const { body } = await get(`${host.url}/v1/gaming-signals?after=${position}${query}`);
      const {
        parkedReports: _,
        skippedEvents: __,
        deletedReports,
        missingReports,
        position: ___,
        ...rest
      } = body;
      expect([deletedReports, missingReports]).toEqual([0, 0]);
      const { asOf: ____, ...figures } = rest;
      const shown = await phananh('signals', '--json', '--store', store, ...options);
      expect(JSON.parse(shown.out)).toEqual({ ...figures, asOf: expect.any(String) });
    }
    const { out, err } = await phananh('signals', '--limit', '1', '--store', store);
    expect(out).toMatch(/closed-and-reopened +2 +2/);
    expect(out).toMatch(/closed-and-reopened +[0-9a-f-]{36} +4 +agency-1 +operator +waste/);
    expect(err).toContain('no verdict');
    const [, cursor = ''] = /--cursor (\S+)/.exec(err) ?? [];
    const rest = await phananh('signals', '--limit', '1', '--cursor', cursor, '--store', store);
    expect(rest.out).toContain('lighting');
    await host.end();
  });

  test('refuses signals and cursors that are none, and ranges that are empty', async () => {
    const store = `sqlite:${join(directory, 'signals.db')}`;
    expect((await phananh('signals', '--signal', 'closed', '--store', store)).code).toBe(2);
    expect((await phananh('signals', '--cursor', 'x', '--store', store)).err).toContain('invalid-query');
    const range = ['--from', '2026-02-01T00:00:00+07:00', '--to', '2026-01-01T00:00:00+07:00'];
    expect((await phananh('signals', ...range, '--store', store)).err).toContain('invalid-query');
  });
});
