import { describe, expect, it } from 'vitest';
import { vietnamCalendar } from '../../calendar/index.ts';
import { type Actor, commandHandler, processManager } from '../../engine/index.ts';
import { verdictsOf } from '../../sla/index.ts';
import { decisionsOf, memoryEventStore, simulatedClock } from '../../testing/index.ts';
import { demandOfAnyHistory } from '../../testing/properties.ts';
import {
  createReports,
  decree356,
  decree356Data,
  erasureIdOf,
  erasureWorkflow,
  holderIdOf,
  huePolicy,
  type RequestState,
  recomputeRequest,
  requestPolicy,
  requestWorkflow,
  requestWorkflowWith,
} from '../index.ts';

const citizen: Actor = { kind: 'citizen', id: 'c-17' };
const neighbour: Actor = { kind: 'citizen', id: 'c-99' };
const operator: Actor = { kind: 'operator', id: 'o-1' };
const admin: Actor = { kind: 'admin', id: 'a-1' };
const system: Actor = { kind: 'system', id: 'erasure' };

/** Monday, 09:00 in Hue; no holiday is near. */
const monday = '2026-03-02T02:00:00.000Z';

/** A request, its erasure, and what one causes in the other, on a clock that only the test moves. */
const opened = () => {
  const clock = simulatedClock(monday);
  const store = memoryEventStore({ clock });
  const reports = createReports({ store, policy: huePolicy, clock });
  const requests = commandHandler({
    workflow: requestWorkflow,
    policy: decree356,
    store,
    clock,
    related: { report: (id) => reports.handler.load(id) },
  });
  const erasures = commandHandler({ workflow: erasureWorkflow, policy: undefined, store, clock });
  const manager = processManager([requests, erasures]);
  const reacted = async (): Promise<void> => {
    // What is caused causes something in turn.
    for (let round = 0; round < 3; round += 1) await manager.react(await Array.fromAsync(store.readAll()));
  };
  /** A report that an operator took down. */
  const called = async (): Promise<string> => {
    const report = { text: 'Đèn hỏng', location: { lat: 16.46, lng: 107.59 }, channel: 'hotline' };
    return (await reports.handler.create('submit', report, { actor: operator })).id;
  };
  const ask = async (input: object, actor = citizen): Promise<string> =>
    (await requests.create('ask', input, { actor })).id;
  const give = (id: string, command: string, input: object = {}, actor: Actor = admin) =>
    requests.execute(id, command, input, { actor });
  const stateOf = async (id: string): Promise<RequestState> => {
    const state = (await requests.load(id))?.state;
    if (state === undefined) throw new TypeError(`there is no request ${id}`);
    return state;
  };
  const dueDaysOf = async (id: string) =>
    Object.fromEntries((await stateOf(id)).clocks.map(({ clock, due }) => [clock, due?.day]));
  return { clock, store, requests, erasures, reacted, called, ask, give, stateOf, dueDaysOf };
};

const grounds = { ground: 'Điều 14 Luật 91/2025/QH15' };

describe('the terms of Decree 356/2025/ND-CP', () => {
  it('an answer in 2 working days, an erasure in 20 days and a copy in 10, to the end of the working day on which they end', async () => {
    const { ask, dueDaysOf } = opened();
    expect(await dueDaysOf(await ask({ kind: 'erasure' }))).toEqual({
      answer: '2026-03-04',
      // The 22nd is a Sunday.
      erasure: '2026-03-23',
    });
    expect(await dueDaysOf(await ask({ kind: 'copy' }))).toEqual({
      answer: '2026-03-04',
      copy: '2026-03-12',
    });
  });

  it('where a processor has to act 30 and 15 days, counted from the request', async () => {
    const { ask, give, dueDaysOf } = opened();
    for (const [kind, day] of [
      ['erasure', '2026-04-01'],
      ['copy', '2026-03-17'],
    ] as const) {
      const id = await ask({ kind });
      await give(id, 'grant', { ...grounds, processor: true });
      expect((await dueDaysOf(id))[kind]).toBe(day);
    }
  });

  it('one extension adds 20 and 10 days, with its reason; the verdict says that it was needed', async () => {
    const { ask, give, dueDaysOf, stateOf, clock } = opened();
    const id = await ask({ kind: 'copy' });
    await give(id, 'grant', grounds, operator);
    await give(id, 'extend', { reason: 'ở nhiều hệ thống' }, operator);
    expect((await dueDaysOf(id)).copy).toBe('2026-03-23');
    await expect(give(id, 'extend', { reason: 'lần nữa' })).rejects.toMatchObject({
      code: 'extended-already',
    });
    clock.set('2026-03-16T02:00:00.000Z');
    await give(id, 'deliver', {}, operator);
    const copied = (await stateOf(id)).clocks.find(({ clock: name }) => name === 'copy');
    expect(copied && verdictsOf(copied, clock.now())?.verdict).toBe('on-time-extended');
    const erasure = await ask({ kind: 'erasure' });
    await give(erasure, 'grant', { ...grounds, processor: true });
    await give(erasure, 'extend', { reason: 'ở nhiều hệ thống' });
    const clockOf = (await stateOf(erasure)).clocks.find(({ clock: name }) => name === 'erasure');
    expect(clockOf).toMatchObject({
      term: { count: 50, unit: 'calendar-day' },
      originalDue: { day: '2026-04-15' },
    });
  });

  it('a term that is not kept is noted by a timer, once, and stays noted', async () => {
    const { ask, give, requests, clock, stateOf } = opened();
    const id = await ask({ kind: 'erasure' });
    const pendingOf = async () =>
      requestWorkflow.timers?.pending(await stateOf(id), id, { policy: decree356 }) ?? [];
    const [answer, erasure] = await pendingOf();
    expect([answer?.at, erasure?.at]).toEqual(['2026-03-04T17:00:00.000Z', '2026-03-23T17:00:00.000Z']);
    const fire = () => give(id, answer?.command ?? '', answer?.input, system);
    await expect(fire()).rejects.toMatchObject({ code: 'not-missed' });
    clock.set(answer?.at ?? '');
    await fire();
    await expect(fire()).rejects.toMatchObject({ code: 'not-missed' });
    expect((await stateOf(id)).missed).toEqual(['answer']);
    expect((await pendingOf()).map(({ key }) => key)).toEqual(['missed:erasure']);
    // Late is still better than never.
    await give(id, 'refuse', { basis: 'unfounded', ...grounds });
    expect(await pendingOf()).toEqual([]);
    expect(requests.allowedCommands(await stateOf(id), admin)).toEqual([]);
  });

  it('of another law they are other data on another calendar', () => {
    const month = { term: { count: 1, unit: 'month' } };
    const { clocks } = decree356Data;
    const gdpr = requestPolicy(
      {
        ...decree356Data,
        name: 'gdpr-12-3',
        clocks: { ...clocks, erasure: { ...clocks.erasure, term: month } },
        extension: { erasure: 2, copy: 2 },
      },
      [vietnamCalendar()],
    );
    const given = decisionsOf(requestWorkflow, { policy: gdpr });
    given([]).when('ask', { kind: 'erasure' }, { actor: citizen }).emits('erasure-asked');
    expect(() => requestPolicy({ ...decree356Data, extension: {} }, [vietnamCalendar()])).toThrow(
      expect.objectContaining({ code: 'invalid-policy' }),
    );
  });
});

describe('who asks, and who decides', () => {
  it('a citizen asks for themself, an operator for somebody who called, and nobody for a report that is not there', async () => {
    const { ask, called, stateOf } = opened();
    expect((await stateOf(await ask({ kind: 'copy' }))).person).toBe('citizen:c-17');
    await expect(ask({ kind: 'copy', person: 'citizen:c-99' })).rejects.toMatchObject({ code: 'not-yours' });
    await expect(ask({ kind: 'copy' }, operator)).rejects.toMatchObject({ code: 'person-missing' });
    const person = `report:${await called()}`;
    expect((await stateOf(await ask({ kind: 'erasure', person }, operator))).person).toBe(person);
    const missing = `${person.slice(0, -4)}0000`;
    await expect(ask({ kind: 'erasure', person: missing }, operator)).rejects.toMatchObject({
      code: 'unknown-person',
    });
    for (const none of [
      'officer:o-1',
      `holder:${missing}`,
      `citizen:holder:${missing}`,
      'upload:1',
      'guest:1',
    ])
      await expect(ask({ kind: 'erasure', person: none }, operator)).rejects.toMatchObject({
        code: 'invalid-command',
      });
    // A guest is a person of one report.
    await ask({ kind: 'erasure', person: 'citizen:guest:1' }, operator);
  });

  it('whoever has a report by its link asks at the centre: they are nobody whose data is kept', async () => {
    const { ask, called } = opened();
    const holder: Actor = { kind: 'citizen', id: holderIdOf(await called()) };
    await expect(ask({ kind: 'copy' }, holder)).rejects.toMatchObject({ code: 'not-yours' });
  });

  it('an erasure is granted by an administrator alone, on a host that has keys; a refusal by either, with its ground', () => {
    const given = decisionsOf(requestWorkflow, { policy: decree356 });
    const asked = { type: 'erasure-asked', data: { person: 'citizen:c-17' } } as const;
    given([asked]).when('grant', grounds, { actor: operator }).isRefused('admin-decides');
    given([asked]).when('grant', grounds, { actor: admin }).emits('granted');
    given([asked])
      .when('refuse', { basis: 'state-management', ...grounds }, { actor: operator })
      .emits('refused');
    decisionsOf(requestWorkflowWith({ hasKeys: false }), { policy: decree356 })([asked])
      .when('grant', grounds, { actor: admin })
      .isRefused('no-keys');
  });

  it('nobody else sees it, and nobody stops an erasure that has begun', async () => {
    const { ask, give, requests, stateOf } = opened();
    const id = await ask({ kind: 'erasure', message: 'Xin xóa' });
    await expect(give(id, 'withdraw', {}, neighbour)).rejects.toMatchObject({ code: 'forbidden' });
    await give(id, 'grant', grounds);
    await expect(give(id, 'withdraw', {}, citizen)).rejects.toMatchObject({ code: 'cannot-be-stopped' });
    await expect(give(id, 'deliver', {}, admin)).rejects.toMatchObject({ code: 'no-copy' });
    expect(requests.allowedCommands(await stateOf(id), citizen)).toEqual([]);
  });
});

describe('a request and its erasure', () => {
  it('a grant orders the erasure with its ground, and the request is fulfilled when that is done', async () => {
    const { ask, give, erasures, reacted, stateOf } = opened();
    const id = await ask({ kind: 'erasure' });
    await give(id, 'grant', grounds);
    await reacted();
    const erasureId = erasureIdOf('citizen:c-17');
    expect((await erasures.load(erasureId))?.state).toMatchObject({
      phase: 'ordered',
      person: 'citizen:c-17',
      requests: [id],
      ...grounds,
    });
    expect((await stateOf(id)).phase).toBe('granted');
    await erasures.execute(erasureId, 'finish', { reports: 2 }, { actor: system });
    await reacted();
    expect((await stateOf(id)).phase).toBe('fulfilled');
  });

  it('one that is granted after an administrator ordered the erasure joins it, before it is done and after', async () => {
    for (const isDone of [false, true]) {
      const { ask, give, erasures, reacted, stateOf } = opened();
      const person = 'citizen:c-17';
      await erasures.create('order', { person, ground: 'của cơ quan' }, { actor: admin });
      const finish = () => erasures.execute(erasureIdOf(person), 'finish', { reports: 0 }, { actor: system });
      if (isDone) await finish();
      const id = await ask({ kind: 'erasure' });
      await give(id, 'grant', grounds);
      await reacted();
      if (!isDone) await finish();
      await reacted();
      expect((await stateOf(id)).phase).toBe('fulfilled');
    }
  });
});

describe('an erasure for which a processor has to act', () => {
  const confirmation = 'Công văn 12/XN';
  const asked = async () => {
    const all = opened();
    const id = await all.ask({ kind: 'erasure' });
    await all.give(id, 'grant', { ...grounds, processor: true });
    await all.reacted();
    const erasedHere = async (): Promise<void> => {
      await all.erasures.execute(erasureIdOf('citizen:c-17'), 'finish', { reports: 2 }, { actor: system });
      await all.reacted();
    };
    return { ...all, id, erasedHere };
  };

  it('is erased here at once, and open in its 30 days and the one extension until it is noted that the processor has done its part', async () => {
    const { id, give, stateOf, dueDaysOf, erasedHere, clock } = await asked();
    await erasedHere();
    expect(await stateOf(id)).toMatchObject({ phase: 'granted', erasedHereAt: monday, fulfilledAt: null });
    expect((await dueDaysOf(id)).erasure).toBe('2026-04-01');
    await give(id, 'extend', { reason: 'ở nhiều hệ thống' }, operator);
    expect((await dueDaysOf(id)).erasure).toBe('2026-04-21');
    await expect(give(id, 'extend', { reason: 'x' })).rejects.toMatchObject({ code: 'extended-already' });
    clock.set('2026-04-10T02:00:00.000Z');
    await expect(give(id, 'note-processor-done', { confirmation }, operator)).rejects.toMatchObject({
      code: 'forbidden',
    });
    await give(id, 'note-processor-done', { confirmation });
    const state = await stateOf(id);
    expect(state).toMatchObject({ phase: 'fulfilled', confirmation, fulfilledAt: clock.now() });
    const done = state.clocks.find((one) => one.clock === 'erasure');
    expect(done && verdictsOf(done, clock.now())?.verdict).toBe('on-time-extended');
  });

  it('that acted first is noted first, and once; the request is done when it is erased here', async () => {
    const { id, give, stateOf, erasedHere } = await asked();
    await give(id, 'note-processor-done', { confirmation });
    expect((await stateOf(id)).phase).toBe('granted');
    await expect(give(id, 'note-processor-done', { confirmation })).rejects.toMatchObject({
      code: 'noted-already',
    });
    await erasedHere();
    expect(await stateOf(id)).toMatchObject({ phase: 'fulfilled', erasedHereAt: null });
  });

  it('is missed when nobody notes it, is not erased twice, and lets what waits for it go on', async () => {
    const { id, give, requests, stateOf, erasedHere, clock } = await asked();
    const waiting = '019a3f2e-7c1b-7000-8000-0123456789ab';
    await erasedHere();
    const state = { ...(await stateOf(id)), waiting: [waiting] };
    expect(requestWorkflow.reactions?.['erased-here']?.commands({} as never, id, state)).toMatchObject([
      { workflow: 'erasure', id: waiting, command: 'try-again' },
    ]);
    await expect(give(id, 'fulfil', {}, system)).rejects.toMatchObject({ code: 'erased-here-already' });
    clock.set('2026-04-02T02:00:00.000Z');
    await requests.execute(id, 'note-missed', { clock: 'erasure' }, { actor: system });
    expect((await stateOf(id)).missed).toEqual(['erasure']);
  });

  it('is no other one', async () => {
    const { id, ask, give } = { ...(await asked()) };
    const other = await ask({ kind: 'copy' });
    await give(other, 'grant', { ...grounds, processor: true });
    await expect(give(other, 'note-processor-done', { confirmation })).rejects.toMatchObject({
      code: 'no-processor',
    });
    await expect(give(id, 'withdraw', {}, citizen)).rejects.toMatchObject({ code: 'cannot-be-stopped' });
    const ordinary = await ask({ kind: 'erasure', person: 'citizen:c-18' }, admin);
    await give(ordinary, 'grant', grounds);
    await expect(give(ordinary, 'note-processor-done', { confirmation })).rejects.toMatchObject({
      code: 'no-processor',
    });
  });
});

it('holds what is promised of every workflow, whatever becomes of a request, and its due days are those of the policy', async () => {
  await demandOfAnyHistory(requestWorkflow, {
    policy: decree356,
    actors: [citizen, neighbour, operator, admin, system],
    related: { report: async () => undefined },
  });
  const { ask, give, store } = opened();
  const id = await ask({ kind: 'erasure' });
  await give(id, 'grant', { ...grounds, processor: true });
  await give(id, 'extend', { reason: 'vì' });
  let state: RequestState | undefined;
  for await (const event of store.readStream(`dataRequest-${id}`)) {
    expect(recomputeRequest(event as never, state, decree356)).toEqual(event.data);
    state = requestWorkflow.evolve(state, event as never);
  }
});
