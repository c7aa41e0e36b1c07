import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandHandler } from '@phananh/core';
import { bulkRunWorkflow } from '@phananh/core/reports';
import { sqliteEventStore } from '@phananh/sqlite';
import { lamp, post } from '@phananh/test-support/api';
import { startHost } from '@phananh/test-support/host-process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { phananh } from '../support/in-process.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-bulk-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const json = async (...args: readonly string[]) => {
  const { code, out, err } = await phananh(...args, '--json');
  expect(code, err).toBe(0);
  return JSON.parse(out);
};

describe('bulk runs and canned texts by the command', () => {
  it('through a host are those of whoever the key is; by itself those of an administrator, and what was cut off is gone on with', async () => {
    const path = join(directory, 'bulk.db');
    const at = ['--store', `sqlite:${path}`];
    const host = await startHost(path);
    const key = join(directory, 'dev.key');
    writeFileSync(key, 'dev:operator:o-1');
    const far = ['--url', host.url, '--key-file', key];
    const ids: string[] = [];
    for (let number = 0; number < 3; number += 1)
      ids.push((await post(`${host.url}/v1/reports`, `citizen:c-${number}`, lamp)).body.reportId);
    const [first = '', second = '', third = ''] = ids;
    const asked = ['verify', '--input', '{"category":"den-duong"}', '--reports', ...ids, ...far];
    expect((await json('bulk', 'preview', ...asked)).items).toHaveLength(3);
    const started = await json('bulk', 'run', ...asked);
    let run = started;
    // The host carries it out.
    while (run.phase === 'running') run = await json('bulk', 'result', started.bulkRunId, ...far);
    expect(run).toMatchObject({ phase: 'finished', done: 3, refused: 0 });
    // What it gives is asked for over HTTP in the same words.
    expect((await json('bulk', 'list', ...far))['bulk-runs']).toHaveLength(1);
    const text = ['resolve', '--name', 'Đã thay', '--vi', 'Đã thay bóng.'];
    const { cannedTextId } = await json('canned', 'write', ...text, ...far);
    await json('canned', 'change', cannedTextId, '--name', 'Đã thay', '--en', 'Replaced.', ...far);
    // For people it is a table, as without an address.
    expect((await phananh('canned', 'list', ...far)).out).toMatch(
      /^ +cannedTextId +name +command .*Đã thay/s,
    );
    await host.end();
    expect((await json('canned', 'list', '--command', 'resolve', ...at))['canned-texts']).toMatchObject([
      { name: 'Đã thay', vi: null, en: 'Replaced.', agencyId: null },
    ]);

    const hiding = ['redact', '--input', '{"field":"text","revision":0,"reason":"số điện thoại"}'];
    const seen = await json('bulk', 'preview', ...hiding, '--filter', 'phase=verified', ...at);
    expect(seen).toMatchObject({ refused: [], isMore: false });
    expect(seen.items).toHaveLength(3);
    const done = await json('bulk', 'run', ...hiding, '--reports', first, ...at);
    expect(done).toMatchObject({ phase: 'finished', done: 1, input: {} });
    // One that a host began and did not come to: nobody has given it.
    const store = sqliteEventStore(path);
    const handler = commandHandler({ workflow: bulkRunWorkflow, policy: undefined, store });
    const items = [first, second, third].map((reportId) => ({ reportId, revision: 1 }));
    const input = { field: 'text', revision: 0, reason: 'số điện thoại' };
    const actor = { kind: 'admin', id: 'ad-1' };
    const { id } = await handler.create('start', { command: 'redact', input, items }, { actor });
    const other = await handler.create('start', { command: 'redact', input, items }, { actor });
    await store.close();
    expect((await json('bulk', 'cancel', other.id, '--reason', 'nhầm', ...at)).phase).toBe('cancelled');
    expect(await json('bulk', 'result', id, ...at)).toMatchObject({ phase: 'running', done: 0 });
    expect(await json('bulk', 'resume', id, ...at)).toMatchObject({
      phase: 'finished',
      done: 2,
      changed: 1,
    });
    expect((await phananh('bulk', 'run', ...hiding, '--reports', first, ...at)).code).toBe(1);
    expect((await phananh('bulk', 'run', ...hiding, ...at)).code).toBe(2);
  }, 60_000);
});
