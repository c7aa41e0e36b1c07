import { define, type EventStore, event } from '@phananh/core';
import { strangeEvent } from '@phananh/test-support/strange-event';
import { z } from 'zod';

/** Books that are lent: a workflow of one event, for projections of it. */

const lent = { title: z.string(), shelf: z.string(), lentOn: z.string() };
const events = { lent: event('A book went out.', lent) } as const;

const { creation, made, workflow } = define<{
  readonly state: { readonly phase: 'out' };
  readonly events: typeof events;
  readonly actorKind: 'reader';
}>();
export const loan = workflow({
  name: 'loan',
  summary: 'A book that is lent.',
  id: z.uuidv7(),
  phases: { out: { summary: 'is out', final: true } },
  actorKinds: { reader: 'reads' },
  events,
  commands: {
    lend: creation({
      summary: 'Takes a book home.',
      input: z.strictObject(lent),
      example: { title: 'Truyện Kiều', shelf: 'a', lentOn: '2026-03-01' },
      by: ['reader'],
      to: ['out'],
      emits: ['lent'],
      decide: (input) => made('lent', input),
    }),
  },
  evolve: () => ({ phase: 'out' }),
  fields: { id: { summary: 'Id' }, phase: { summary: 'Where' } },
});

const shelves = ['a', 'b'] as const;
export const now = '2026-04-01T00:00:00.000Z';

/** Lends a book: each on another stream, `loan-…0` first. */
export const lend = async (store: EventStore, number: number): Promise<void> => {
  const id = `01890a5d-ac96-774b-bcce-b3020000000${number}`;
  const data = { title: 'kiều', shelf: shelves[number % 2] ?? 'a', lentOn: '2026-03-01' };
  const one = { ...strangeEvent(now), type: 'lent', data };
  await store.append(`loan-${id}`, [one], { expectedRevision: 'no-stream' });
};
