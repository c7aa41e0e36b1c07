import fc from 'fast-check';
import { v5 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { citizen, createReports, operator, huePolicy as policy, reportWorkflow } from '../../report/index.ts';
import { lifecycleFixture, memoryEventStore, people, simulatedClock } from '../../testing/index.ts';
import {
  commandHandler,
  define,
  derivedUuid,
  type EventStore,
  event,
  type JsonObject,
  memorySnapshots,
  type NewEvent,
  uuidOfCommand,
  WrongExpectedRevision,
} from '../index.ts';

const example = reportWorkflow.commands.submit.example;
const given = (commandId: string) => ({ actor: people.citizen, commandId });

describe('a command id', () => {
  it('given again answers the first outcome and appends nothing, whatever happened since', async () => {
    const { reports, giveAll } = await lifecycleFixture();
    const first = await reports.submit(example, given('a'));
    await giveAll(first.reportId, 'verify', 'assign');
    const again = await reports.submit(example, given('a'));
    expect(again).toEqual({ ...first, replayed: true });
    expect((await reports.handler.load(first.reportId))?.revision).toBe(2);
  });

  it('finds its report again after a restart, without anything but the log', async () => {
    const store = memoryEventStore();
    const first = await createReports({ store, policy }).submit(example, given('a'));
    const again = await createReports({ store, policy }).submit(example, given('a'));
    expect(again.reportId).toBe(first.reportId);
    expect(again.replayed).toBe(true);
  });

  it('cannot be used for another input, another command, or another report, and tells others nothing', async () => {
    const { reports, submit } = await lifecycleFixture();
    const conflict = { code: 'idempotency-conflict' };
    const { reportId } = await reports.submit(example, given('a'));
    const other = { ...example, text: 'khác' };
    await expect(reports.submit(other, given('a'))).rejects.toMatchObject(conflict);
    await expect(reports.submit(example, { ...given('a'), actor: citizen('c-18') })).rejects.toMatchObject({
      code: 'forbidden',
      visible: false,
    });
    await expect(reports.withdraw(reportId, {}, given('a'))).rejects.toMatchObject(conflict);
    await reports.withdraw(reportId, {}, given('b'));
    await expect(reports.withdraw(await submit(), {}, given('b'))).rejects.toMatchObject(conflict);
  });

  it('cannot be used with another contact, although the digest leaves personal fields out', async () => {
    const { reports } = await lifecycleFixture();
    const withPhone = (phone: string) => ({ ...example, contact: { phone } });
    await reports.submit(withPhone('0905 111 222'), given('a'));
    await expect(reports.submit(withPhone('0905 111 223'), given('a'))).rejects.toMatchObject({
      code: 'idempotency-conflict',
    });
    expect((await reports.submit(withPhone('0905 111 222'), given('a'))).replayed).toBe(true);
  });

  it('makes a UUIDv7 of the report, with the time of the command when it is known', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (commandId) => {
        expect(z.uuidv7().safeParse(uuidOfCommand(commandId)).success).toBe(true);
      }),
    );
    const at = '2015-01-01T05:20:09.000Z';
    expect(Number.parseInt(uuidOfCommand('x', at).replace('-', '').slice(0, 12), 16)).toBe(Date.parse(at));
    expect(uuidOfCommand('x', at)).not.toBe(uuidOfCommand('y', at));
  });
});

describe('a derived id', () => {
  it('is the UUIDv5 of its name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(derivedUuid(name)).toBe(v5(name, '8f1c3b52-6f0e-5d0a-9f64-7b1d2c0a5e11'));
      }),
    );
  });
});

describe('an expected revision', () => {
  it('that is not the current one refuses, and names the current one', async () => {
    const { reports, submit } = await lifecycleFixture();
    const reportId = await submit();
    const options = { actor: operator('o-3'), expectedRevision: 4 };
    await expect(reports.verify(reportId, { category: 'x' }, options)).rejects.toMatchObject({
      code: 'wrong-expected-revision',
      details: { currentRevision: 0 },
    });
  });

  it('of a repeated command is the one it was first given with', async () => {
    const { reports, submit } = await lifecycleFixture();
    const reportId = await submit();
    const options = { actor: operator('o-3'), expectedRevision: 0, commandId: 'v' };
    await reports.verify(reportId, { category: 'x' }, options);
    expect((await reports.verify(reportId, { category: 'x' }, options)).replayed).toBe(true);
  });
});

/** A store in which another writer is always faster, some times. */
const overtaken = (store: EventStore, times: number): EventStore => ({
  ...store,
  append: async (stream, events, options) => {
    if (typeof options.expectedRevision === 'number' && times-- > 0) {
      const [event] = events;
      if (event === undefined) throw new TypeError('an append without events');
      const comment: NewEvent = {
        id: crypto.randomUUID(),
        type: 'commented',
        version: 1,
        data: { text: 'schneller', audience: 'internal' },
        metadata: { ...event.metadata, commandId: crypto.randomUUID() },
      };
      await store.append(stream, [comment], { expectedRevision: 'any' });
    }
    return store.append(stream, events, options);
  },
});

describe('when another writer is faster', () => {
  it('the command is decided again on the new state', async () => {
    const reports = createReports({ store: overtaken(memoryEventStore(), 5), policy });
    const { reportId } = await reports.submit(example, { actor: people.citizen });
    const { revision, state } = await reports.verify(reportId, { category: 'x' }, { actor: people.operator });
    expect([revision, state.phase, state.comments.length]).toEqual([6, 'verified', 5]);
  });

  it('a caller who demanded a revision is told', async () => {
    const reports = createReports({ store: overtaken(memoryEventStore(), 1), policy });
    const { reportId } = await reports.submit(example, { actor: people.citizen });
    const options = { actor: people.operator, expectedRevision: 0 };
    await expect(reports.verify(reportId, { category: 'x' }, options)).rejects.toBeInstanceOf(
      WrongExpectedRevision,
    );
  });

  it('for ever, the command gives up after its attempts', async () => {
    const store = overtaken(memoryEventStore(), 1000);
    const handler = commandHandler({ workflow: reportWorkflow, store, policy, maxAttempts: 3 });
    const { id } = await handler.create('submit', example, { actor: people.citizen });
    const verified = handler.execute(id, 'verify', { category: 'x' }, { actor: people.operator });
    await expect(verified).rejects.toBeInstanceOf(WrongExpectedRevision);
  });
});

describe('many commands at once', () => {
  it('to one report are all decided, on contiguous revisions', async () => {
    const { reports, submit } = await lifecycleFixture();
    const reportId = await submit();
    const outcomes = await Promise.all(
      Array.from({ length: 64 }, (_, n) =>
        reports.comment(reportId, { text: `lời ${n}` }, { actor: people.operator }),
      ),
    );
    expect(outcomes.map(({ revision }) => revision)).toEqual(Array.from({ length: 64 }, (_, n) => n + 1));
  });

  it('given as one are appended as one, or not at all', async () => {
    const { reports, submit } = await lifecycleFixture();
    const reportId = await submit();
    const verify = { command: 'verify', input: { category: 'x' }, actor: people.operator };
    const publish = { command: 'publish', input: { publicText: 'x' }, actor: people.operator };
    await expect(reports.handler.executeAll(reportId, [verify, publish])).rejects.toMatchObject({
      code: 'wrong-phase',
    });
    expect((await reports.handler.load(reportId))?.revision).toBe(0);
  });
});

describe('snapshots', () => {
  it('change no outcome', async () => {
    const snapshots = { store: memorySnapshots({ max: 2 }), every: 2 };
    const with_ = await lifecycleFixture(undefined, { snapshots });
    const without = await lifecycleFixture();
    for (const { submit, giveAll, state } of [with_, without]) {
      const reportId = await submit();
      await giveAll(reportId, 'verify', 'assign', 'accept', 'comment', 'resolve', 'publish', 'rate');
      expect((await state(reportId)).phase).toBe('published');
    }
  });

  it('are read instead of the events before them', async () => {
    const store = memoryEventStore();
    const read: (number | undefined)[] = [];
    const watched: EventStore = {
      ...store,
      readStream: (stream, range) => {
        read.push(range?.fromRevision);
        return store.readStream(stream, range);
      },
    };
    const reports = createReports({
      store: watched,
      policy,
      snapshots: { store: memorySnapshots() },
    });
    const { reportId } = await reports.submit(example, { actor: people.citizen });
    await reports.comment(reportId, { text: 'x' }, { actor: people.operator, commandId: 'x' });
    await reports.comment(reportId, { text: 'y' }, { actor: people.operator, commandId: 'y' });
    // The creation reads nothing: its id was made just then. Once the log is asked for its policy.
    expect(read.splice(0)).toEqual([undefined, 1, 2]);
    const another = createReports({ store: watched, policy, snapshots: { store: memorySnapshots() } });
    await another.handler.load(reportId);
    await another.comment(reportId, { text: 'z' }, { actor: people.operator, commandId: 'z' });
    // Who looked at it has read it.
    expect(read).toEqual([undefined, 3, undefined]);
  });
});

describe('the past of a subject', () => {
  it('is read by revision or by moment', async () => {
    const { reports, submit, give, clock } = await lifecycleFixture();
    const reportId = await submit();
    clock.advance(3_600_000);
    await give(reportId, 'verify');
    const { handler } = reports;
    expect((await handler.load(reportId, { revision: 0 }))?.state.phase).toBe('submitted');
    expect((await handler.load(reportId, { at: '2026-03-02T02:59:59.999Z' }))?.state.phase).toBe('submitted');
    expect((await handler.load(reportId, { at: '2026-03-02T03:00:00.000Z' }))?.state.phase).toBe('verified');
    expect(await handler.load(reportId, { at: '2026-03-02T01:00:00.000Z' })).toBeUndefined();
  });

  it('never runs backwards, although the clock of the machine does', async () => {
    const { reports, submit, give, clock, state } = await lifecycleFixture();
    const reportId = await submit();
    clock.set('2026-03-01T00:00:00.000Z');
    await give(reportId, 'verify');
    const times = (await Array.fromAsync(reports.handler.history(reportId))).map(
      ({ metadata }) => metadata.occurredAt,
    );
    expect(times).toEqual(['2026-03-02T02:00:00.000Z', '2026-03-02T02:00:00.000Z']);
    expect((await state(reportId)).phase).toBe('verified');
  });
});

describe('an event of an older version', () => {
  const counter = (version: number) => {
    const upcasters = { 1: ({ n }: JsonObject) => ({ amount: n }) };
    const counted = event('It counted.', { amount: z.number() }, version > 1 ? { version, upcasters } : {});
    return define<{
      state: { total: number };
      events: { counted: typeof counted };
      phase: 'counting';
      actorKind: 'clerk';
      field: 'total';
    }>().workflow({
      name: 'counter',
      summary: 'Counts.',
      id: z.string(),
      phases: { counting: { summary: 'counts' } },
      actorKinds: { clerk: 'counts' },
      events: { counted },
      commands: {},
      evolve: (state, { data }) => ({ total: (state?.total ?? 0) + data.amount }),
      phaseOf: () => 'counting',
      fields: { total: { summary: 'What came together.' } },
    });
  };

  const stored = async () => {
    const store = memoryEventStore({ clock: simulatedClock('2026-01-01T00:00:00.000Z') });
    const metadata = {
      actor: { kind: 'clerk', id: '1' },
      commandId: 'c',
      commandDigest: 'd',
      correlationId: 'c',
      causationId: null,
      occurredAt: '2026-01-01T00:00:00.000Z',
    };
    const event = { id: crypto.randomUUID(), type: 'counted', version: 1, data: { n: 3 }, metadata };
    await store.append('counter-1', [event], { expectedRevision: 'no-stream' });
    return store;
  };

  it('is brought up to the version of today by its upcaster', async () => {
    const handler = commandHandler({ workflow: counter(2), store: await stored(), policy: undefined });
    expect((await handler.load('1'))?.state).toEqual({ total: 3 });
  });

  it('of a newer version, or of an unknown type, is named and never skipped', async () => {
    const store = await stored();
    const [event] = await Array.fromAsync(store.readStream('counter-1'));
    if (event === undefined) throw new TypeError('nothing stored');
    const newer: NewEvent = { ...event, id: crypto.randomUUID(), version: 9 };
    await store.append('counter-1', [newer], { expectedRevision: 0 });
    const handler = commandHandler({ workflow: counter(2), store, policy: undefined });
    await expect(handler.load('1')).rejects.toMatchObject({
      code: 'unknown-event',
      details: { revision: 1 },
    });
  });
});

describe('input', () => {
  const refused = async (input: object): Promise<readonly string[]> => {
    const { reports } = await lifecycleFixture();
    const error = await reports.handler.create('submit', input, { actor: people.citizen }).catch((e) => e);
    return error.details?.errors?.map(({ pointer }: { pointer: string }) => pointer) ?? [];
  };

  it.each([
    ['unknown fields', { colour: 'red' }, ['/colour']],
    ['texts too long', { text: 'x'.repeat(10_001) }, ['/text']],
    ['empty texts', { text: '  ' }, ['/text']],
    ['texts that nobody sees', { text: '\u200b \u00ad' }, ['/text']],
    ['lone surrogates', { text: 'a\ud800' }, ['/text']],
    ['control characters', { text: 'a\u0000' }, ['/text']],
    ['impossible dates', { occurredAt: '2026-02-30T10:00:00+07:00' }, ['/occurredAt']],
    ['instants without an offset', { occurredAt: '2026-02-20T10:00:00' }, ['/occurredAt']],
    ['coordinates off the globe', { location: { lat: 91, lng: -181 } }, ['/location/lat', '/location/lng']],
    ['coordinates that are no numbers', { location: { lat: Number.NaN, lng: 1 } }, ['/location/lat']],
  ])('with %s is refused, and the field named', async (_, fields, pointers) => {
    expect(await refused({ ...example, ...fields })).toEqual(pointers);
  });

  it('is kept in NFC, however it was composed', async () => {
    const { reports } = await lifecycleFixture();
    const { state } = await reports.submit(
      { ...example, text: 'Đèn hỏng'.normalize('NFD') },
      { actor: people.citizen },
    );
    expect(state.text).toBe('Đèn hỏng'.normalize('NFC'));
  });

  it('that says nothing in a field is the same as without the field, in the event too', async () => {
    const { reports } = await lifecycleFixture();
    const silent = { category: undefined, location: { ...example.location, areaCode: undefined } };
    const { reportId } = await reports.submit({ ...example, ...silent }, given('a'));
    expect(await reports.submit(example, given('a'))).toMatchObject({ reportId, replayed: true });
    const [submitted] = await Array.fromAsync(reports.handler.history(reportId));
    expect(submitted?.data.location).toStrictEqual(example.location);
    expect(submitted?.data).not.toHaveProperty('category');
  });
});
