import type { ParkedStream, Rebuild } from '@phananh/core/read-models';
import { describe, expect, it } from 'vitest';
import type { HostOperations } from '../../src/operations/port.ts';
import { asAdmin, asAuditor, asOperator, monday, openApi } from '../support/api.ts';

const parked: ParkedStream = {
  projection: 'cases',
  stream: 'report-1',
  revision: 2,
  position: 7,
  type: 'strange',
  message: 'nobody knows an event strange',
  parkedAt: '2026-12-07T01:00:00.000Z',
};
const eventId = '019a2f4e-7d10-7c55-9a3e-5d2b8c1f0a77';
const reaction = {
  eventId,
  index: 0,
  stream: 'report-1',
  revision: 3,
  type: 'merged',
  workflow: 'report',
  subjectId: 'r-2',
  command: 'link',
  message: 'no such report',
  position: 8,
  mayPass: false,
  missing: null,
  parkedAt: '2026-12-07T01:00:00.000Z',
  attempts: 3,
};

const rebuild: Rebuild = {
  phase: 'reading',
  why: 'it was asked for',
  begunAt: '2026-12-07T01:00:00.000Z',
  endedAt: null,
  position: 7,
  of: 9,
  message: null,
};

/** A host with one parked stream and one parked reaction, and the orders that it was given. */
const opened = async ({ withTimers = true } = {}) => {
  const orders: unknown[] = [];
  const operations: Omit<HostOperations, 'pendingTimers'> = {
    parked: () => [parked],
    skipped: () => [],
    waitingOrders: () => orders.length,
    orderParked: (order) => {
      if (order.stream !== parked.stream) return [];
      orders.push(order);
      return [parked];
    },
    orderRebuild: (order) => {
      const isFirst = !orders.some((one) => Object(one).rebuild !== undefined);
      if (isFirst) orders.push({ rebuild: order });
      return isFirst;
    },
    rebuilding: () => rebuild,
    reactions: {
      standing: () => [reaction],
      leftOut: () => [],
      want: (named) => {
        if (named.eventId !== eventId) return [];
        orders.push({ want: named });
        return [reaction];
      },
      leaveOut: (named, reason) => {
        orders.push({ leaveOut: named, reason });
        return [reaction];
      },
    },
  };
  const api = await openApi({
    withTimers,
    operations: {
      ...operations,
      get pendingTimers() {
        return api.readModels.timers;
      },
    },
  });
  return { ...api, orders };
};

describe('the operations of a host', () => {
  it('are told: lag, what is parked, timers, and how far calendars reach', async () => {
    const { get } = await opened();
    const { status, body } = await get('/v1/operations', asAdmin);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      lagMilliseconds: 0,
      failure: null,
      parked: [parked],
      waitingOrders: 0,
      reactions: [{ eventId, command: 'link', attempts: 3 }],
      rebuild,
      timers: { failing: 0 },
      calendars: [{ calendar: 'vn', coveredTo: '2027-12-31' }],
    });
  });

  it('take the order to compute everything anew, once as long as it is done, of administrators alone', async () => {
    const { post, orders } = await opened();
    const give = (headers = asAdmin, body: object = {}) => post('/v1/operations/rebuild', headers, body);
    expect(await give(asAdmin, { retrySkipped: true })).toMatchObject({ status: 200, body: { meant: 1 } });
    expect(await give()).toMatchObject({ status: 200, body: { meant: 0 } });
    expect(await give(asAdmin, { retrySkipped: 'yes' })).toMatchObject({ status: 422 });
    for (const other of [asOperator, asAuditor]) expect((await give(other)).status).toBe(403);
    expect(orders).toEqual([{ rebuild: { retrySkipped: true } }]);
  });

  it('take orders for what is parked, and tell how many were meant', async () => {
    const { post, orders } = await opened();
    const give = (order: string, body: object) => post(`/v1/operations/${order}`, asAdmin, body);
    expect((await give('retry-parked', { stream: 'report-1' })).body).toEqual({ meant: 1 });
    await give('skip-parked', { stream: 'report-1', projection: 'cases', reason: 'hỏng' });
    await give('retry-reaction', { eventId, index: 0 });
    await give('skip-reaction', { eventId, reason: 'đã rút' });
    expect(orders).toEqual([
      { action: 'retry', stream: 'report-1' },
      { action: 'skip', stream: 'report-1', projection: 'cases', reason: 'hỏng' },
      { want: { eventId, index: 0 } },
      { leaveOut: { eventId }, reason: 'đã rút' },
    ]);
  });

  it('refuse what is not parked, and to leave something out without a reason', async () => {
    const { post, orders } = await opened();
    expect((await post('/v1/operations/retry-parked', asAdmin, { stream: 'report-2' })).status).toBe(404);
    for (const body of [{ stream: 'report-1' }, { stream: 'report-1', reason: ' ' }, {}])
      expect((await post('/v1/operations/skip-parked', asAdmin, body)).body.code).toBe('invalid-command');
    expect(orders).toEqual([]);
  });

  it('are for administrators alone, and there only where the host gives them', async () => {
    const { get, post } = await opened();
    for (const as of [asOperator, asAuditor]) {
      expect((await get('/v1/operations', as)).status).toBe(403);
      expect((await post('/v1/operations/retry-parked', as, { stream: 'report-1' })).status).toBe(403);
    }
    expect((await (await openApi()).get('/v1/operations', asAdmin)).status).toBe(404);
  });

  it('tell which timers fire next, a page at a time, the late ones first', async () => {
    const { get, submitted, readModels, clock } = await opened({ withTimers: false });
    const ids = [];
    for (let n = 0; n < 3; n++) {
      ids.push((await submitted()).split('/').at(-1));
      clock.advance(86_400_000);
    }
    clock.set(monday);
    await readModels.catchUp();
    const first = await get('/v1/operations/timers?limit=2', asAdmin);
    expect(first.body).toMatchObject({ asOf: clock.now(), firing: false });
    const second = await get(`/v1/operations/timers?limit=2&cursor=${first.body.nextCursor}`, asAdmin);
    expect(second.body.nextCursor).toBeUndefined();
    const all = [...first.body.timers, ...second.body.timers];
    expect(all.map(({ subjectId }) => subjectId)).toEqual(ids);
    expect(all[0]).toMatchObject({
      workflow: 'report',
      state: 'pending',
      lateMilliseconds: 0,
      failing: null,
    });
    const [{ at }, { at: next }] = all;
    const countBefore = async (moment: string) =>
      (await get(`/v1/operations/timers?dueBefore=${encodeURIComponent(moment)}`, asAdmin)).body.timers
        .length;
    // Before an instant is not at it.
    expect([await countBefore(at), await countBefore(next)]).toEqual([0, 1]);
    clock.set(next);
    const late = (await get('/v1/operations/timers', asAdmin)).body.timers;
    expect(late.map(({ state }: { state: string }) => state)).toEqual(['due', 'due', 'pending']);
    expect(late[0].lateMilliseconds).toBe(Date.parse(next) - Date.parse(at));
  });

  it('refuse to list timers by a cursor of something else, and for anybody but administrators', async () => {
    const { get } = await opened();
    const forged = Buffer.from('2026-13-07T02:00:00.000Z/report-1').toString('base64url');
    for (const query of ['cursor=x', `cursor=${forged}`, 'limit=1001', 'limit=0', 'dueBefore=today', 'x=1'])
      expect((await get(`/v1/operations/timers?${query}`, asAdmin)).body.code, query).toBe('invalid-query');
    for (const as of [asOperator, asAuditor])
      expect((await get('/v1/operations/timers', as)).status).toBe(403);
  });
});
