import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@phananh/core';
import { huePolicy, systemClock } from '@phananh/core';
import { exportedList } from '@phananh/core/read-models';
import { simulatedClock } from '@phananh/core/testing';
import { readModels, runReports } from '@phananh/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { permits } from './index.ts';
import { openPermits } from './permits.ts';
import { permitServer } from './server.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-permits-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const file = () => join(directory, 'permits.db');
const open: Awaited<ReturnType<typeof permitServer>>[] = [];
afterEach(async () => {
  for (const { server } of open.splice(0)) await server.close();
});

const started = async (clock?: Clock) => {
  const opened = await permitServer(file(), clock && { clock });
  open.push(opened);
  const call = async (method: 'GET' | 'POST', url: string, who: string, payload: object = {}) => {
    const answer = await opened.server.app.inject({
      method,
      url: `/v1${url}`,
      headers: { authorization: `Bearer ${who}` },
      ...(method === 'POST' && { payload }),
    });
    return { status: answer.statusCode, body: answer.json(), headers: answer.headers };
  };
  const apply = async (who: string, parcel: string): Promise<{ id: string; position: number }> => {
    const { body } = await call('POST', '/permits', who, { parcel, plans: 'A house' });
    return { id: body.permitId, position: body.position };
  };
  const grant = async (id: string): Promise<number> => {
    const visit = { at: '2026-03-05T09:00:00+07:00', inspector: 'i-1' };
    await call('POST', `/permits/${id}/schedule-inspection`, 'clerk', visit);
    await call('POST', `/permits/${id}/inspect`, 'inspector', { passed: true, findings: 'As planned' });
    return (await call('POST', `/permits/${id}/grant`, 'clerk')).body.position;
  };
  return { ...opened, call, apply, grant };
};

describe.each([
  ['in a thread', undefined],
  ["on the caller's thread", systemClock],
] as const)('the worklist of permits, computed %s', (_, clock) => {
  it('is filtered, sorted and paged for the office, and holds their own only for applicants', async () => {
    const { call, apply, grant } = await started(clock);
    const [a] = [await apply('ann', 'A 1'), await apply('ann', 'A 2')];
    await apply('ben', 'B, 1');
    const after = await grant(a.id);
    const list = async (query: string, who = 'clerk') => (await call('GET', `/permits?${query}`, who)).body;
    const parcels = async (query: string, who?: string) =>
      (await list(`${query}&after=${after}`, who)).permits.map(({ parcel }: { parcel: string }) => parcel);
    expect(await parcels('sort=appliedAt')).toEqual(['A 1', 'A 2', 'B, 1']);
    expect(await parcels('sort=-appliedAt')).toEqual(['B, 1', 'A 2', 'A 1']);
    expect(await parcels('phase=granted,refused')).toEqual(['A 1']);
    expect(await parcels('parcel=B, 1')).toEqual(['B, 1']);
    expect(await parcels('applicant=ben')).toEqual(['B, 1']);
    expect(await parcels('decision=on-time')).toEqual(['A 1']);
    expect(await parcels('sort=appliedAt', 'ann')).toEqual(['A 1', 'A 2']);
    const first = await call('GET', '/permits?sort=-appliedAt&limit=2', 'clerk');
    expect(first.headers.link).toContain('rel="next"');
    const next = await list(`sort=-appliedAt&limit=2&cursor=${first.body.nextCursor}`);
    expect(next).toMatchObject({ permits: [{ parcel: 'A 1' }], parkedStreams: 0, skippedEvents: 0 });
    expect(next.nextCursor).toBeUndefined();
    // A cursor is good for the query that gave it out.
    const other = await call('GET', `/permits?sort=appliedAt&cursor=${first.body.nextCursor}`, 'clerk');
    expect(other).toMatchObject({ status: 422, body: { code: 'invalid-query' } });
  });

  it('is counted by phase and by the verdicts of its clock', async () => {
    const { call, apply, grant } = await started(clock);
    const [a] = [await apply('ann', 'A 1'), await apply('ben', 'B 1')];
    const after = await grant(a.id);
    const counts = async (query: string, who = 'clerk') =>
      (await call('GET', `/counts/permits?${query}&after=${after}`, who)).body.counts;
    expect(await counts('by=phase')).toEqual([
      { count: 1, of: { phase: 'applied' } },
      { count: 1, of: { phase: 'granted' } },
    ]);
    expect(await counts('by=decision,phase')).toEqual([
      { count: 1, of: { decision: 'on-time', phase: 'granted' } },
      { count: 1, of: { decision: 'open', phase: 'applied' } },
    ]);
    expect(await counts('by=phase', 'ben')).toEqual([{ count: 1, of: { phase: 'applied' } }]);
  });
});

describe('the words and the months of permits', () => {
  it('are searched by q, with or without diacritics, by each reader in what they see alone', async () => {
    const { call, apply, grant } = await started(systemClock);
    const [a] = [await apply('ann', 'Lê Lợi 12'), await apply('ben', 'Lê Duẩn 3')];
    const after = await grant(a.id);
    const parcels = async (query: string, who = 'clerk') =>
      (await call('GET', `/permits?after=${after}&${query}`, who)).body.permits.map(
        ({ parcel }: { parcel: string }) => parcel,
      );
    expect(await parcels('q=le loi')).toEqual(['Lê Lợi 12']);
    expect(await parcels('q=house le')).toEqual(['Lê Lợi 12', 'Lê Duẩn 3']);
    expect(await parcels('q=house&phase=granted')).toEqual(['Lê Lợi 12']);
    expect(await parcels('q="loi 12"')).toEqual(['Lê Lợi 12']);
    expect(await parcels('q="12 loi"')).toEqual([]);
    // Who applied is told to the office alone.
    expect(await parcels('q=ben')).toEqual(['Lê Duẩn 3']);
    expect(await parcels('q=ben', 'ben')).toEqual([]);
    expect((await call('GET', `/counts/permits?by=phase&q=duan`, 'clerk')).body.counts).toEqual([
      { count: 1, of: { phase: 'applied' } },
    ]);
  });

  it('are counted by month of decision, those that are not decided too', async () => {
    const clock = simulatedClock('2026-03-30T02:00:00.000Z');
    const { call, apply, grant } = await started(clock);
    const ids = [];
    for (const parcel of ['A 1', 'A 2', 'A 3', 'A 4']) ids.push((await apply('ann', parcel)).id);
    const [a, b, c] = ids;
    for (const id of [a, b]) await grant(id ?? '');
    // In Hue it is April already.
    clock.set('2026-03-31T17:30:00.000Z');
    const after = await grant(c ?? '');
    const counts = async (query: string, who = 'clerk') =>
      (await call('GET', `/counts/permits?after=${after}&${query}`, who)).body.counts;
    const byMonth = [
      { count: 1, of: { decidedOnMonth: null } },
      { count: 2, of: { decidedOnMonth: '2026-03' } },
      { count: 1, of: { decidedOnMonth: '2026-04' } },
    ];
    expect(await counts('by=decidedOnMonth')).toEqual(byMonth);
    // Of rows that are theirs: counted row by row.
    expect(await counts('by=decidedOnMonth', 'ann')).toEqual(byMonth);
    expect(await counts('by=decidedOnMonth,phase&decidedOnFrom=2026-04-01')).toEqual([
      { count: 1, of: { decidedOnMonth: '2026-04', phase: 'granted' } },
    ]);
    expect(await counts('by=decidedOnMonth&decidedOnTo=2026-03-31')).toEqual([
      { count: 2, of: { decidedOnMonth: '2026-03' } },
    ]);
  });
});

describe('the list of permits', () => {
  it('shows columns as the views show fields, and answers nothing by those that are hidden', async () => {
    const { call, apply } = await started();
    const { position } = await apply('ann', 'A 1');
    const [row] = (await call('GET', `/permits?after=${position}`, 'clerk')).body.permits;
    expect(row).toMatchObject({ applicant: 'ann', decision: { verdict: 'open' } });
    const [own] = (await call('GET', '/permits', 'ann')).body.permits;
    expect(own).not.toHaveProperty('applicant');
    expect(own).not.toHaveProperty('inspector');
    expect((await call('GET', '/permits?applicant=ben', 'ann')).body).toMatchObject({
      code: 'invalid-query',
    });
    expect((await call('GET', '/permits?nothing=1', 'clerk')).status).toBe(422);
  });

  it('has verdicts of the moment at which it is asked for, and a timer that notes what is overdue', async () => {
    const clock = simulatedClock('2026-03-02T02:00:00.000Z');
    const { call, apply, host } = await started(clock);
    const { id, position } = await apply('ann', 'A 1');
    const [row] = (await call('GET', `/permits?after=${position}`, 'clerk')).body.permits;
    expect(row.decision).toMatchObject({ dueDay: '2026-03-30', verdict: 'open' });
    clock.set('2026-03-30T17:00:00.000Z');
    expect((await call('GET', '/permits?decision=overdue', 'clerk')).body.permits).toHaveLength(1);
    expect((await call('GET', '/permits?decision=open', 'clerk')).body.permits).toHaveLength(0);
    const snapshot = host.readModels.snapshot();
    for (const [at, verdict] of [
      ['2026-03-30T16:59:59.999Z', 'open'],
      ['2026-03-30T17:00:00.000Z', 'overdue'],
    ] as const) {
      const told = exportedList(openPermits, at);
      const [[exported = []] = []] = await Array.fromAsync(snapshot.pages(told, 'key'));
      const cells = told.columns.map(({ name }, place) => [name, exported[place]]);
      expect(Object.fromEntries(cells)).toMatchObject({ parcel: 'A 1', decision_verdict: verdict });
      expect(cells.flat()).not.toContain('ann');
    }
    snapshot.release();
    await host.timers?.tick();
    expect((await call('GET', `/permits/${id}`, 'clerk')).body).toMatchObject({ overdue: true });
  });

  it('stands still with the one permit whose event cannot be applied, says so, and is the same after a rebuild', async () => {
    const { call, apply, host } = await started();
    const [a, b] = [await apply('ann', 'A 1'), await apply('ben', 'B 1')];
    const { store } = host.reports;
    const [first] = await Array.fromAsync(store.readStream(`permit-${a.id}`));
    if (first === undefined) throw new Error('nothing was applied for');
    const { type: _, data: __, ...envelope } = first;
    const poison = { ...envelope, id: crypto.randomUUID(), type: 'granted', data: { conditions: 'none' } };
    await store.append(`permit-${a.id}`, [poison], { expectedRevision: 0 });
    const visit = { at: '2026-03-05T09:00:00+07:00', inspector: 'i-1' };
    const { body } = await call('POST', `/permits/${b.id}/schedule-inspection`, 'clerk', visit);
    const list = await call('GET', `/permits?sort=appliedAt&after=${body.position}`, 'clerk');
    expect(list.body).toMatchObject({
      permits: [
        { parcel: 'A 1', phase: 'applied' },
        { parcel: 'B 1', phase: 'scheduled' },
      ],
      parkedStreams: 1,
    });
    const ready = await host.readModels.parked();
    expect(ready).toContainEqual(
      expect.objectContaining({
        projection: 'permits',
        stream: `permit-${a.id}`,
        revision: 1,
        type: 'granted',
      }),
    );
    const asked = { list: 'permits', now: new Date().toISOString() };
    const before = await host.readModels.list(asked);
    for (const { server } of open.splice(0)) await server.close();

    const again = await runReports({ file: file(), policy: huePolicy, workflows: [permits] });
    await again.close();
    const rebuilt = readModels(join(directory, 'permits.read.db'), {
      policy: huePolicy,
      workflows: [permits],
    });
    const { sqliteEventStore } = await import('@phananh/sqlite');
    const log = sqliteEventStore(file());
    await rebuilt.rebuild(log);
    expect(rebuilt.list(asked)).toEqual(before);
    expect(rebuilt.parked()).toContainEqual(expect.objectContaining({ projection: 'permits' }));
    expect(rebuilt.gaps('permits')).toMatchObject({ parkedStreams: 1 });
    await rebuilt.close();
    await log.close();
  });
});
