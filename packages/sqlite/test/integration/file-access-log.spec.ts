import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Showing } from '@phananh/core/privacy';
import { simulatedClock } from '@phananh/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileAccessLog } from '../../src/index.ts';

let folder = '';
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'phananh-access-')), 'access');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

const showing = (id: string, of = [`report-${id}`]): Showing => ({
  actor: { kind: 'operator', id: 'o-3' },
  purpose: 'handling',
  way: 'report.get',
  of,
  fields: ['text'],
});
const clockAt = (instant: string) => simulatedClock(instant);

describe('an access log in files', () => {
  it('keeps what was recorded, in order, in files that only their owner may read, and gives it in pages', async () => {
    const clock = clockAt('2026-11-30T23:59:59.000Z');
    const log = fileAccessLog(folder, { clock });
    for (let number = 0; number < 5; number++) {
      log.record(showing(`${number}`));
      clock.advance(500);
    }
    await log.close();
    const files = readdirSync(folder);
    expect(files.map((name) => name.slice(0, 15))).toEqual(['access-2026-11-', 'access-2026-12-']);
    for (const name of files) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    const again = fileAccessLog(folder, { clock });
    const seen: string[] = [];
    for (let cursor: string | undefined, more = true; more; ) {
      const page = await again.read({ limit: 2, ...(cursor !== undefined && { cursor }) });
      seen.push(...page.entries.flatMap(({ of }) => of));
      cursor = page.nextCursor;
      more = cursor !== undefined;
    }
    expect(seen).toEqual(['report-0', 'report-1', 'report-2', 'report-3', 'report-4']);
    const december = await again.read({ limit: 10, from: '2026-12-01T00:00:00.000Z', of: ['report-4'] });
    expect(december.entries).toMatchObject([{ at: '2026-12-01T00:00:01.000Z', of: ['report-4'] }]);
    await expect(again.read({ limit: 1, cursor: 'x' })).rejects.toMatchObject({ code: 'invalid-query' });
  });

  it('gives what was shown of everything for each subject', async () => {
    const log = fileAccessLog(folder, { clock: clockAt('2026-11-30T00:00:00.000Z') });
    log.record({ ...showing('all', []), query: { what: 'cases' } });
    log.record(showing('other'));
    expect((await log.read({ limit: 10, of: ['report-mine'] })).entries).toMatchObject([
      { query: { what: 'cases' } },
    ]);
  });

  it('loses no entry behind a line that a crash cut short', async () => {
    const clock = clockAt('2026-11-30T00:00:00.000Z');
    const first = fileAccessLog(folder, { clock });
    first.record(showing('a'));
    await first.close();
    const [name = ''] = readdirSync(folder);
    appendFileSync(join(folder, name), '{"at":"2026-11-30T0');
    const second = fileAccessLog(folder, { clock });
    second.record(showing('b'));
    expect((await second.read({ limit: 10 })).entries.flatMap(({ of }) => of)).toEqual([
      'report-a',
      'report-b',
    ]);
  });

  it('refuses to take more down when it cannot be written, and writes what waits once it can', async () => {
    writeFileSync(folder, 'no folder');
    const errors: unknown[] = [];
    const clock = clockAt('2026-11-30T00:00:00.000Z');
    const log = fileAccessLog(folder, { clock, onError: (error) => errors.push(error) });
    log.record(showing('a'));
    await expect(log.close()).rejects.toMatchObject({ code: 'access-log-unavailable' });
    expect(errors).not.toEqual([]);
    expect(() => log.record(showing('b'))).toThrow(
      expect.objectContaining({ code: 'access-log-unavailable' }),
    );
    rmSync(folder);
    await log.close();
    log.record(showing('c'));
    await log.close();
    const [name = ''] = readdirSync(folder);
    expect(readFileSync(join(folder, name), 'utf8').trim().split('\n')).toHaveLength(2);
  });

  it('forgets months that are older than it keeps, and no other file', async () => {
    for (const [month, keepMonths] of [
      ['2025-01', 24],
      ['2026-10', 24],
      ['2027-03', 24],
    ] as const) {
      const log = fileAccessLog(folder, { clock: clockAt(`${month}-15T00:00:00.000Z`), keepMonths });
      log.record(showing(month));
      await log.close();
      writeFileSync(join(folder, 'mine.txt'), '');
    }
    expect(readdirSync(folder).map((name) => name.slice(0, 14))).toEqual([
      'access-2026-10',
      'access-2027-03',
      'mine.txt',
    ]);
  });
});
