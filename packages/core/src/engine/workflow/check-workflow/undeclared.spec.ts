import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { changed, loan, strict } from '../../../../test/support/loan.ts';
import { memoryEventStore, memoryTimerIndex, simulatedClock } from '../../../testing/index.ts';
import { commandHandler, eventFor, processManager, subjectFor, timers } from '../../index.ts';

describe('what a definition does and does not name', () => {
  const clock = simulatedClock('2026-12-07T02:00:00.000Z');
  const reader = { kind: 'reader', id: 'r-1' };
  const handlerOf = (changes: { readonly [path: string]: unknown }) => {
    const store = memoryEventStore({ clock });
    return {
      store,
      handler: commandHandler({ workflow: changed(changes), store, policy: undefined, clock }),
    };
  };
  const lend = { book: 'Số đỏ' };

  it('is an error that names command and event, and nothing is written', async () => {
    const { store, handler } = handlerOf({
      'commands/lend/decide': () => ({ type: 'returned', data: { by: {} } }),
    });
    await expect(handler.create('lend', lend, { actor: reader })).rejects.toMatchObject({
      code: 'not-declared',
      details: { workflow: 'loan', command: 'lend', event: 'returned' },
    });
    expect(await Array.fromAsync(store.readAll())).toEqual([]);
  });

  it('is an error that names the event whose data its schema refuses', async () => {
    const { handler } = handlerOf({ 'commands/lend/decide': () => ({ type: 'lent', data: { book: 7 } }) });
    await expect(handler.create('lend', lend, { actor: reader })).rejects.toMatchObject({
      code: 'invalid-event',
      details: { workflow: 'loan', command: 'lend', event: 'lent', errors: [{ pointer: '/book' }] },
    });
  });

  const promised = async (error: object, changes: { readonly [path: string]: unknown }, input = lend) => {
    const { store, handler } = handlerOf(changes);
    await expect(handler.create('lend', input, { actor: reader })).rejects.toMatchObject(error);
    expect(await Array.fromAsync(store.readAll())).toEqual([]);
  };

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['an empty list', []],
    ['a promise', Promise.resolve({ type: 'lent', data: lend })],
    ['a text', 'lent'],
    ['a list with nothing in it', [undefined]],
    ['a refusal in a list', [{ refused: 'torn', message: 'it is torn', details: {} }]],
  ])('is an error that names the command which decides %s', async (_, decision) => {
    const details = { workflow: 'loan', command: 'lend' };
    await promised({ code: 'invalid-decision', details }, { 'commands/lend/decide': () => decision });
  });

  it('is no missing subject when a command to one that is there decides nothing', async () => {
    const { store, handler } = handlerOf({ 'commands/bring/decide': () => [] });
    const { id } = await handler.create('lend', lend, { actor: reader });
    await expect(handler.execute(id, 'bring', {}, { actor: reader })).rejects.toMatchObject({
      code: 'invalid-decision',
      details: { command: 'bring' },
    });
    expect(await Array.fromAsync(store.readAll())).toHaveLength(1);
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a text', 'lent'],
    ['a promise', Promise.resolve({ phase: 'lent' })],
  ])('is an error that names the event of which evolve makes %s, before it is written', async (_, state) => {
    const details = { workflow: 'loan', command: 'lend', event: 'lent' };
    await promised({ code: 'invalid-state', details }, { evolve: () => state });
  });

  it.each([
    ['no phase', undefined],
    ['a phase that is not there', 'lost'],
    ['a name that every object has', 'constructor'],
    ['a phase that the command does not lead to', 'back'],
  ])('is an error that names the command which leads to %s, before anything is written', async (_, phase) => {
    const details = { workflow: 'loan', command: 'lend' };
    await promised({ code: 'not-declared', details }, { phaseOf: () => phase });
  });

  it.each([
    ['a date', new Date(0), '/at'],
    ['a number that JSON has not', Number.NaN, '/at'],
    ['a big number', 1n, '/at'],
    ['a map beside a field that says nothing', { on: new Map(), off: undefined }, '/at/on'],
    ['a hole in a list', [undefined], '/at/0'],
  ])('is an error of the workflow when an event carries %s', async (_, at, pointer) => {
    const event = { summary: 'It went out.', version: 1, schema: strict({ at: z.unknown() }) };
    await promised(
      { code: 'invalid-event', details: { command: 'lend', event: 'lent', errors: [{ pointer }] } },
      {
        'events/lent': event,
        redactable: {},
        views: { all: { state: [], events: {}, actor: [] } },
        'commands/lend/decide': () => ({ type: 'lent', data: { at } }),
      },
    );
  });

  it('is an error of the command whose id nobody could ask for, by input or by the caller', async () => {
    const id = z.string().max(8).toLowerCase();
    const changes = { id, 'commands/lend/example': { book: 'fits' } };
    for (const book of ['far too long', 'FITS'])
      await promised({ code: 'invalid-command', details: { errors: [{ pointer: '' }] } }, changes, { book });
    const { store, handler } = handlerOf(changes);
    const options = { actor: reader, id: 'far too long' };
    await expect(handler.create('lend', { book: 'fits' }, options)).rejects.toMatchObject({
      code: 'invalid-command',
    });
    await expect(
      handler.executeAll('far too long', [{ command: 'lend', input: { book: 'fits' }, actor: reader }]),
    ).rejects.toMatchObject({ code: 'invalid-command' });
    expect(await Array.fromAsync(store.readAll())).toEqual([]);
    expect(await handler.create('lend', { book: 'fits' }, { actor: reader })).toMatchObject({ id: 'fits' });
  });

  it.each([
    ['decide', 'wet', []],
    ['when', 'wet', []],
    ['decide', 'torn', []],
    ['when', 'torn', undefined],
  ])('is an error that names what %s refuses and the command does not: %s', async (place, code, refuses) => {
    const refused = () => ({ refused: code, message: `it is ${code}`, details: {} });
    const { store, handler } = handlerOf({
      [`commands/bring/${place}`]: refused,
      'commands/bring/refuses': refuses,
    });
    const { id } = await handler.create('lend', lend, { actor: reader });
    await expect(handler.execute(id, 'bring', {}, { actor: reader })).rejects.toMatchObject({
      code: 'not-declared',
      details: { command: 'bring', refusal: code },
    });
    expect(await Array.fromAsync(store.readAll())).toHaveLength(1);
  });

  it('is an error that names the audience without a view', async () => {
    const workflow = loan();
    const context = { now: clock.now(), policy: undefined };
    const error = expect.objectContaining({
      code: 'not-declared',
      details: { workflow: 'loan', audience: 'thief' },
    });
    const subject = { id: '1', state: { phase: 'lent' } };
    expect(() => subjectFor(workflow, 'thief', subject, context)).toThrow(error);
    const { store, handler } = handlerOf({});
    const { stream } = await handler.create('lend', lend, { actor: reader });
    const [event] = await Array.fromAsync(store.readStream(stream));
    if (event === undefined) throw new TypeError('nothing was written');
    expect(() => eventFor(workflow, 'thief', subject.state, event)).toThrow(error);
  });

  it('is an error of a timer, which is told and tried again', async () => {
    const pending = ({ phase }: { phase: string }) =>
      phase === 'lent' ? [{ key: 'k', at: clock.now(), command: 'burn', input: {} }] : [];
    const { store, handler } = handlerOf({ 'timers/pending': pending });
    const index = memoryTimerIndex(store, [handler]);
    const failures: unknown[] = [];
    const running = timers({
      index,
      handlers: [handler],
      clock,
      onError: ({ error }) => failures.push(error),
    });
    await handler.create('lend', lend, { actor: reader });
    await index.catchUp();
    await running.tick();
    expect(failures).toMatchObject([{ code: 'not-declared', details: { timer: 'k', command: 'burn' } }]);
  });

  it('is an error of a process manager that gives a command which its reaction does not name', async () => {
    const burn = () => [{ workflow: 'loan', id: 'Số đỏ', command: 'burn', input: {} }];
    const { store, handler } = handlerOf({ 'reactions/returned/commands': burn });
    const { id } = await handler.create('lend', lend, { actor: reader });
    await handler.execute(id, 'bring', {}, { actor: reader });
    const events = await Array.fromAsync(store.readAll());
    await expect(processManager([handler]).react(events)).rejects.toMatchObject({
      code: 'not-declared',
      details: { event: 'returned', command: 'burn' },
    });
  });

  it('is found where workflows stand side by side: one that is not there, a command that another one has not', () => {
    const { handler } = handlerOf({ 'reactions/returned/gives': { loan: ['bring'], shelf: ['take'] } });
    expect(() => processManager([handler])).toThrow('names shelf, which is no workflow here');
    const store = memoryEventStore();
    const workflow = { ...loan(), name: 'shelf' };
    const shelf = commandHandler({
      workflow: { ...workflow, reactions: undefined },
      store,
      policy: undefined,
    });
    expect(() => processManager([handler, shelf])).toThrow('names take, which is no command of shelf');
  });
});
