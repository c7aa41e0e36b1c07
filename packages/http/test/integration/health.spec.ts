import type { PhananhError } from '@phananh/core';
import {
  StoreAccessDenied,
  StoreCorrupt,
  StoreGone,
  StoreUnavailable,
  StoreUntrusted,
  UnknownEvent,
} from '@phananh/core/engine';
import { memoryEventStore } from '@phananh/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { monday, openApi } from '../support/api.ts';

describe('health', () => {
  it('is ready when the store can be read and the read models follow it', async () => {
    const { get, readModels, submitted } = await openApi();
    await submitted();
    await readModels.catchUp();
    expect((await get('/healthz')).body).toEqual({ status: 'ok' });
    expect((await get('/readyz')).body).toEqual({
      status: 'ready',
      lagMilliseconds: 0,
      parkedStreams: 0,
      skippedEvents: 0,
      deletedStreams: 0,
    });
  });

  it('says from six months before how far the calendar reaches, and afterwards for how long it is over', async () => {
    const { clock, get } = await openApi();
    clock.set('2027-06-30T02:00:00.000Z');
    expect((await get('/readyz')).body).not.toHaveProperty('calendars');
    clock.set('2027-07-01T02:00:00.000Z');
    const vn = { calendar: 'vn', version: 'vn@2026-11-23', coveredTo: '2027-12-31' };
    expect((await get('/readyz')).body).toMatchObject({
      status: 'ready',
      calendars: [{ ...vn, daysLeft: 183 }],
    });
    clock.set('2028-01-10T02:00:00.000Z');
    expect((await get('/readyz')).body.calendars).toEqual([{ ...vn, daysLeft: -10 }]);
    const { text } = await get('/metrics');
    expect(text).toContain('phananh_calendar_days_left{calendar="vn"} -10');
  });

  it('is ready while the read models are a little behind, and not when they are far', async () => {
    const { clock, get, submitted } = await openApi({ limits: { lagMilliseconds: 5_000 } });
    await submitted();
    clock.advance(5_000);
    expect((await get('/readyz')).body.lagMilliseconds).toBe(5_000);
    clock.advance(1);
    const answer = await get('/readyz');
    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'not-ready', checks: ['lag'] });
  });

  it('tells how late timers are, and is ready all the same', async () => {
    const { clock, get, submitted, readModels } = await openApi({ withTimers: true });
    await submitted();
    await readModels.catchUp();
    expect((await get('/readyz')).body).toMatchObject({ timerLagMilliseconds: 0, failingTimers: 0 });
    // The verification is overdue since the midnight after the next working day.
    clock.set('2026-12-08T18:00:00.000Z');
    expect((await get('/readyz')).body).toMatchObject({ status: 'ready', timerLagMilliseconds: 3_600_000 });
  });

  it('is not ready when a projection has stopped', async () => {
    const failure = () => ({ message: 'an event that is not known', position: 3 });
    const { get } = await openApi({ readModels: (real) => ({ ...real, failure }) });
    expect((await get('/readyz')).body).toMatchObject({ code: 'not-ready', checks: ['projection'] });
    expect((await get('/healthz')).status).toBe(200);
  });

  it('is not ready when the log has not been followed for longer than it may be behind', async () => {
    const followed = { follower: 'read models', caughtUp: true, drops: 0 };
    let connected = true;
    const { clock, get } = await openApi({
      limits: { lagMilliseconds: 5_000 },
      subscriptions: () => [{ ...followed, connected, since: monday }],
    });
    clock.advance(60_000);
    expect((await get('/readyz')).body.subscriptions).toEqual([{ ...followed, connected, since: monday }]);
    connected = false;
    const answer = await get('/readyz');
    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'not-ready', checks: ['subscription'] });
    expect(answer.body.detail).toContain(monday);
  });

  it('is ready when the log has not been followed for a moment', async () => {
    const state = { follower: 'read models', connected: false, caughtUp: false, since: monday, drops: 1 };
    const { clock, get } = await openApi({
      limits: { lagMilliseconds: 5_000 },
      subscriptions: () => [state],
    });
    clock.advance(5_000);
    expect((await get('/readyz')).body).toMatchObject({ status: 'ready', subscriptions: [state] });
  });

  it('is not ready when nothing can be written, and says no more of it than its code', async () => {
    let failure: PhananhError | undefined = new StoreGone('/srv/log.db was deleted', { path: '/srv/log.db' });
    const store = { ...memoryEventStore(), health: async () => ({ ...(failure && { failure }) }) };
    const { get } = await openApi({ store, withoutReadModels: true });
    const answer = await get('/readyz');
    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'not-ready', checks: ['store'] });
    expect(answer.body.detail).toContain('store-gone');
    expect(JSON.stringify(answer.body)).not.toContain('/srv');
    failure = new StoreUnavailable('/srv/log.db: no space left', { reason: 'SQLITE_FULL' });
    expect((await get('/readyz')).body.detail).toContain('no space left');
    failure = undefined;
    expect((await get('/readyz')).status).toBe(200);
  });

  it.each([new StoreAccessDenied('user u at host-7'), new StoreUntrusted('certificate of host-7')])(
    'names what somebody has to mend as a check of its own, whoever met it',
    async (error) => {
      const { code } = error;
      const position = 3;
      const dropped = { connected: false, caughtUp: false, since: monday, drops: 1 };
      const failing = {
        ...memoryEventStore(),
        // biome-ignore lint/correctness/useYield: it fails before there is anything to give.
        async *readAll() {
          throw error;
        },
      };
      const ways: readonly Parameters<typeof openApi>[0][] = [
        { readModels: (real) => ({ ...real, failure: () => ({ message: error.message, position, code }) }) },
        { subscriptions: () => [{ follower: 'process manager', lastDropCode: code, ...dropped }] },
        { store: { ...memoryEventStore(), health: async () => ({ failure: error }) } },
        { store: failing },
      ];
      for (const way of ways) {
        const { get } = await openApi(way);
        const { status, body, text } = await get('/readyz');
        expect(status).toBe(503);
        expect(body).toMatchObject({ code: 'not-ready', checks: [code] });
        expect(text).not.toContain('host-7');
      }
    },
  );

  it.each([
    ['a read', { readAll: () => never() }],
    ['a look at how it is', { health: () => new Promise<never>(() => {}) }],
  ])(
    'says within two seconds that the store does not answer, and asks no second time meanwhile: %s',
    async (_, silent) => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      try {
        const [name] = Object.keys(silent);
        const store = { ...memoryEventStore(), ...silent };
        const asked = vi.spyOn(store, name as keyof typeof silent);
        const { get } = await openApi({ store, withoutReadModels: true });
        for (const _time of [1, 2]) {
          let answered = false;
          const answer = get('/readyz').finally(() => {
            answered = true;
          });
          await vi.advanceTimersByTimeAsync(1_999);
          expect(answered).toBe(false);
          await vi.advanceTimersByTimeAsync(1);
          expect(await answer).toMatchObject({ status: 503, body: { checks: ['store'] } });
        }
        expect(asked).toHaveBeenCalledTimes(1);
        const metrics = get('/metrics');
        await vi.advanceTimersByTimeAsync(2_000);
        if (name === 'readAll') expect((await metrics).text).toContain('phananh_projection_lag_seconds Nan');
      } finally {
        vi.useRealTimers();
      }
    },
  );

  it('is not ready while read models are built of a log that begins with what others wrote', async () => {
    let foreign = 3;
    const real = memoryEventStore();
    const readAll: typeof real.readAll = async function* ({ after = 0, limit } = {}) {
      if (after < foreign)
        throw new UnknownEvent('of others', {
          stream: 'orders-1',
          revision: 0,
          type: 'ordered',
          position: after + 1,
        });
      yield* real.readAll({ after: after - foreign, ...(limit !== undefined && { limit }) });
    };
    const api = await openApi({ store: { ...real, readAll } });
    await api.submitted();
    api.clock.advance(60_000);
    expect((await api.get('/readyz')).body).toMatchObject({
      checks: ['lag'],
      detail: expect.stringMatching(/^the projection is \d+ ms behind$/),
    });
    foreign = 100;
    expect((await api.get('/readyz')).body).toMatchObject({
      checks: ['lag'],
      detail: 'the read models are being built',
    });
    expect((await api.get('/metrics')).text).toContain('phananh_projection_lag_seconds +Inf');
  });

  it('is ready while the store is looked through, and says how far that is', async () => {
    const store = { ...memoryEventStore(), health: async () => ({ check: { position: 3, of: 10 } }) };
    const { get } = await openApi({ store, withoutReadModels: true });
    expect((await get('/readyz')).body).toMatchObject({
      status: 'ready',
      storeCheck: { position: 3, of: 10 },
    });
  });

  it.each([
    ['is damaged', new StoreCorrupt('the event at position 7 is not what was written')],
    ['is gone', new StoreUnavailable('gone')],
  ])('is not ready when the store %s for who reads it', async (_, error) => {
    const store = {
      ...memoryEventStore(),
      // biome-ignore lint/correctness/useYield: it fails before there is anything to give.
      async *readAll() {
        throw error;
      },
    };
    const { get } = await openApi({ store, withoutReadModels: true });
    expect((await get('/readyz')).body).toMatchObject({ code: 'not-ready', checks: ['store'] });
  });
});

async function* never(): AsyncGenerator<never, void> {
  await new Promise<never>(() => {});
}
