import type { EventStore } from '@phananh/core';
import { memoryEventStore, simulatedClock } from '@phananh/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { hostOver, type TestHost } from '../support/hosts.ts';

const lighting = 'agency-hue-lighting';
const parks = 'agency-hue-parks';
const asAdmin = 'dev:admin:ad-1';
const asCentre = 'dev:operator:op-1';
const of = (officer: string, agencyId = lighting) => `dev:agency:${officer}:${agencyId}`;
const asHead = of('head-1');

/** Runs something right before the next append to a stream, once. */
const interposed = (store: EventStore) => {
  let first: (() => Promise<unknown>) | undefined;
  const between: EventStore = {
    ...store,
    append: async (stream, events, options) => {
      const now = first;
      if (now !== undefined && stream.startsWith('report-')) {
        first = undefined;
        await now();
      }
      return store.append(stream, events, options);
    },
  };
  return {
    store: between,
    beforeReport: (todo: () => Promise<unknown>): void => {
      first = todo;
    },
  };
};

describe('a report of an agency whose officers are registered', () => {
  let host: TestHost;
  let other: TestHost;
  let report: string;
  let log: ReturnType<typeof interposed>;
  const suspend = (officer: string) =>
    other.post(`/v1/officers/${officer}/suspend`, asAdmin, { reason: 'x' });
  const handOver = async (officer: string, as = asHead, input: object = {}) => {
    const { status, body } = await host.post(`${report}/hand-over`, as, { officer, ...input });
    return status === 200 ? status : [status, body.code];
  };
  const officer = async (): Promise<unknown> => (await host.get(report, asHead)).body.assignment.officer;

  beforeEach(async () => {
    const clock = simulatedClock('2026-12-07T02:00:00.000Z');
    const store = memoryEventStore({ clock });
    log = interposed(store);
    host = await hostOver({ store: log.store, clock });
    other = await hostOver({ store, clock });
    for (const agencyId of [lighting, parks])
      await host.post('/v1/agencies', asAdmin, { agencyId, name: agencyId, kind: 'government' });
    const officers = { 'head-1': 'head', an: 'officer', binh: 'officer' } as const;
    for (const [officerId, role] of Object.entries(officers))
      await host.post('/v1/officers', asAdmin, { officerId, agencyId: lighting, role });
    await host.post('/v1/officers', asAdmin, { officerId: 'head-2', agencyId: parks, role: 'head' });
    const { body } = await host.post('/v1/reports', 'dev:citizen:c-1', {
      text: 'Đèn hỏng',
      location: { lat: 16.46, lng: 107.59 },
      channel: 'app',
    });
    report = `/v1/reports/${body.reportId}`;
    await host.post(`${report}/verify`, asCentre, { category: 'lighting' });
    await host.post(`${report}/assign`, asCentre, { agencyId: lighting });
  });

  it('is handed over by its head, and by no other officer, head of another agency, centre or citizen', async () => {
    expect(await handOver('an', of('binh'))).toEqual([403, 'not-the-head']);
    expect(await handOver('an', of('nobody'))).toEqual([403, 'not-the-head']);
    // Of another agency by the registry, whatever the token says; then by the token too.
    expect(await handOver('an', of('head-2', lighting))).toEqual([403, 'not-the-head']);
    expect(await handOver('an', of('head-2', parks))).toEqual([404, 'not-found']);
    expect(await handOver('an', asCentre)).toEqual([403, 'forbidden']);
    expect(await handOver('an', asAdmin)).toEqual([403, 'forbidden']);
    expect(await handOver('an', 'dev:citizen:c-1')).toEqual([403, 'forbidden']);
    expect(await officer()).toBeNull();
    expect(await handOver('an', asHead, { note: 'khu vực của An' })).toBe(200);
    expect(await officer()).toBe('an');
  });

  it('is handed to active officers of the agency only', async () => {
    expect(await handOver('head-2')).toEqual([422, 'unknown-officer']);
    expect(await handOver('nobody')).toEqual([422, 'unknown-officer']);
    await suspend('binh');
    expect(await handOver('binh')).toEqual([409, 'officer-suspended']);
    expect(await handOver('an')).toBe(200);
    expect(await handOver('an')).toEqual([409, 'handed-over-already']);
    expect(await handOver('head-1')).toBe(200);
  });

  it('of an officer who is suspended stays with them until the head hands it on', async () => {
    await handOver('an');
    await suspend('an');
    expect(await officer()).toBe('an');
    expect(await handOver('binh')).toBe(200);
    expect(await officer()).toBe('binh');
  });

  it('is not handed over when another host suspends the head, or the officer, before the append', async () => {
    log.beforeReport(() => suspend('an'));
    expect(await handOver('an')).toEqual([409, 'officer-suspended']);
    log.beforeReport(() => suspend('head-1'));
    expect(await handOver('binh')).toEqual([403, 'not-the-head']);
    expect(await other.get(report, asCentre)).toMatchObject({ body: { assignment: { officer: null } } });
  });
});
