import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { memoryEventStore } from '../../testing/memory-store.ts';
import { InvalidCommand, StoreUnavailable } from '../base/errors.ts';
import type { NewEvent } from '../log/envelope.ts';
import { type ParkedReaction, type ParkedReactions, retryReactions } from './parked-reactions.ts';
import { type AnyCommandHandler, processManager } from './process-manager.ts';
import { runProcessManager } from './run-process-manager.ts';

/** Of each thing that happens two others are told, in this order. */
const thingWorkflow = {
  name: 'thing',
  actorKinds: { system: 'it' },
  phases: { there: { summary: 'is there' } },
  events: { happened: { summary: 'It happened.', version: 1, schema: z.looseObject({}) } },
  commands: { hear: { by: ['system'], from: 'any' } },
  reactions: {
    happened: {
      gives: { thing: ['hear'] },
      commands: (_: unknown, id: string) =>
        ['a', 'b'].map((other) => ({ workflow: 'thing', id: `${id}-${other}`, command: 'hear', input: {} })),
    },
  },
};

const happened = (id: string): NewEvent => ({
  id,
  type: 'happened',
  version: 1,
  data: {},
  metadata: {
    actor: { kind: 'system', id: 's' },
    commandId: id,
    commandDigest: '',
    correlationId: id,
    causationId: null,
    occurredAt: '2026-03-02T02:00:00.000Z',
  },
});

const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const kept = (): ParkedReactions & {
  readonly rows: Map<string, ParkedReaction>;
  readonly lacking: Map<string, string>;
  skip(key: string): void;
} => {
  const rows = new Map<string, ParkedReaction>();
  const skipped = new Set<string>();
  return {
    rows,
    skip: (key) => {
      rows.delete(key);
      skipped.add(key);
    },
    park: (one) => rows.set(`${one.stream}/${one.index}`, one),
    lacking: new Map(),
    lack(one, workflow) {
      this.lacking.set(`${one.eventId}/${one.index}`, workflow);
    },
    settle: ({ index, eventId }) => {
      for (const [key, one] of rows) if (one.eventId === eventId && one.index === index) rows.delete(key);
    },
    isLeftOut: (eventId, index) => skipped.has(`thing-${Number(eventId.slice(-2))}/${index}`),
  };
};

/** Things 0 to n - 1 happen; who hears of them throws what `failing` says. */
const scene = async (n: number, failing: (heard: string) => Error | undefined) => {
  const store = memoryEventStore();
  for (let thing = 0; thing < n; thing++)
    await store.append(`thing-${thing}`, [happened(idOf(thing))], { expectedRevision: 'no-stream' });
  const heard: string[] = [];
  const attempts: string[] = [];
  const handler = {
    workflow: thingWorkflow,
    load: async () => ({ state: {} }),
    execute: async (id: string) => {
      attempts.push(id);
      const error = failing(id);
      if (error !== undefined) throw error;
      heard.push(id);
    },
  };
  const manager = processManager([handler as unknown as AnyCommandHandler]);
  const parked = kept();
  const told: string[] = [];
  const slept: number[] = [];
  const saves: number[] = [];
  const run = async (): Promise<void> => {
    const ending = new AbortController();
    const { signal } = ending;
    await runProcessManager({
      manager,
      store: {
        ...store,
        subscribe: async function* (options) {
          for await (const batch of store.subscribe(options)) {
            yield batch;
            if (batch.caughtUp) return ending.abort();
          }
        },
      },
      checkpoints: { load: async () => undefined, save: async (_, position) => void saves.push(position) },
      parked,
      name: 'manager',
      signal,
      sleep: async (milliseconds) => void slept.push(milliseconds),
      onParked: ({ event, index }) => told.push(`${event.stream}/${index}`),
    });
  };
  return { store, manager, parked, heard, attempts, told, slept, run, saves };
};

const invalid = () => new InvalidCommand('hear', [{ pointer: '/x', message: 'is wrong' }]);

describe('a reaction that always fails', () => {
  it('is parked by event and place, told once, and holds up none of the others, of its own event either', async () => {
    const it = await scene(3, (heard) => (heard === '1-a' ? invalid() : undefined));
    await it.run();
    expect(it.heard).toEqual(['0-a', '0-b', '1-b', '2-a', '2-b']);
    expect([...it.parked.rows.values()]).toEqual([
      {
        eventId: idOf(1),
        index: 0,
        stream: 'thing-1',
        revision: 0,
        position: 2,
        type: 'happened',
        workflow: 'thing',
        subjectId: '1-a',
        command: 'hear',
        message: 'hear: /x is wrong',
        mayPass: false,
      },
    ]);
    expect([it.told, it.slept, it.saves]).toEqual([['thing-1/0'], [], [3]]);
  });

  it('is tried some times where it may pass, then parked, and what follows it is not waited for again', async () => {
    const full = () => new StoreUnavailable('the disk is full');
    const it = await scene(3, (heard) => (heard.endsWith('-a') ? full() : undefined));
    await it.run();
    expect(it.slept).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(it.attempts.filter((one) => one === '0-a')).toHaveLength(5);
    expect(it.attempts.filter((one) => one === '2-a')).toHaveLength(1);
    expect(it.heard).toEqual(['0-b', '1-b', '2-b']);
    expect(it.told).toEqual(['thing-0/0', 'thing-1/0', 'thing-2/0']);
    expect([...it.parked.rows.values()].every(({ mayPass }) => mayPass)).toBe(true);
  });

  it('is forgotten when it goes well in the end', async () => {
    let left = 2;
    const it = await scene(1, (heard) =>
      heard === '0-a' && left-- > 0 ? new StoreUnavailable('for a moment') : undefined,
    );
    await it.run();
    expect([it.slept, it.told, it.parked.rows.size]).toEqual([[1_000, 2_000], [], 0]);
  });

  it('is given once more alone when somebody retries it, and settled when that goes well', async () => {
    let isMended = false;
    const it = await scene(1, (heard) => (heard === '0-a' && !isMended ? invalid() : undefined));
    await it.run();
    expect(await retryReactions([...it.parked.rows.values()], it)).toBe(0);
    expect(it.parked.rows.size).toBe(1);
    isMended = true;
    expect(await retryReactions([...it.parked.rows.values()], it)).toBe(1);
    expect([it.parked.rows.size, it.heard]).toEqual([0, ['0-b', '0-a']]);
  });

  it('stays parked where its workflow, or that of what it gives, is not here, and where its event is gone', async () => {
    const it = await scene(1, (heard) => (heard === '0-a' ? invalid() : undefined));
    await it.run();
    const rows = [...it.parked.rows.values()];
    expect(await retryReactions(rows, { ...it, manager: processManager([]) })).toBe(0);
    const toAnother = rows.map((row) => ({ ...row, index: 7, workflow: 'fine' }));
    expect(await retryReactions(toAnother, it)).toBe(0);
    expect([...it.parked.lacking]).toEqual([
      [`${idOf(0)}/0`, 'thing'],
      [`${idOf(0)}/7`, 'fine'],
    ]);
    expect([...it.parked.rows.values()]).toEqual(rows);
    expect(await retryReactions(rows, { ...it, store: memoryEventStore() })).toBe(0);
    expect([...it.parked.rows.values()]).toMatchObject([
      { message: `thing-0 has no event ${idOf(0)} any more` },
    ]);
  });

  it('is left out for ever where somebody skipped it, also when the log is gone through anew', async () => {
    const it = await scene(1, (heard) => (heard === '0-a' ? invalid() : undefined));
    await it.run();
    it.parked.skip('thing-0/0');
    await it.run();
    expect(it.attempts.filter((one) => one === '0-a')).toHaveLength(1);
    expect([it.parked.rows.size, it.told]).toEqual([0, ['thing-0/0']]);
  });
});
