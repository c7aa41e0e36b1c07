import { setImmediate } from 'node:timers/promises';
import { column, hostedWorkflow, projection, table } from '@phananh/core/read-models';
import { memoryEventStore } from '@phananh/core/testing';
import { expect, it } from 'vitest';
import { readModels } from '../../../src/index.ts';
import { lend, loan } from '../../loans.ts';

interface Loans {
  insert(row: { readonly id: string }): void;
}
type Apply = (event: { readonly id: string }, rows: { readonly loans: Loans }) => void;

const projectionOf = (name: string, table_: string, apply: Apply) =>
  projection({
    name,
    version: 1,
    reads: loan,
    tables: { [table_]: table({ id: column.id() }) },
    apply: (event, rows) => apply(event, { loans: rows[table_] as unknown as Loans }),
  });

const asynchronous = 'asynchronous, and what it does belongs to the transaction of its event';

it.each<[string, Apply, string]>([
  ['resolves', async ({ id }, { loans }) => loans.insert({ id }), asynchronous],
  ['throws', async () => Promise.reject(new Error('a failure of later')), asynchronous],
  [
    'writes afterwards',
    async ({ id }, { loans }) => {
      await setImmediate();
      loans.insert({ id });
    },
    asynchronous,
  ],
  ['yields', function* () {} as unknown as Apply, 'is a generator, and nobody takes what it yields'],
])(
  'parks each stream where apply of a projection %s, and every other projection goes on',
  async (_, apply, why) => {
    const store = memoryEventStore();
    const late: unknown[] = [];
    const sound = projectionOf('sound', 'sound', ({ id }, { loans }) => loans.insert({ id }));
    const workflow = hostedWorkflow({
      workflow: loan,
      policy: undefined,
      projections: [projectionOf('later', 'later', apply), sound],
    });
    const models = readModels(':memory:', { workflows: [workflow] });
    const noted = (error: unknown): void => {
      late.push(error);
    };
    process.on('unhandledRejection', noted);
    try {
      for (const number of [0, 1]) {
        await lend(store, number);
        await models.catchUp(store);
      }
      await setImmediate();
      await setImmediate();
      expect(models.failure()).toBeUndefined();
      expect(models.position()).toBe(store.end?.());
      const message = expect.stringContaining(why);
      expect(models.parked()).toEqual([
        expect.objectContaining({ projection: 'later', revision: 0, message }),
        expect.objectContaining({ projection: 'later', revision: 0, message }),
      ]);
      expect(late).toEqual([]);
    } finally {
      process.off('unhandledRejection', noted);
      await models.close();
    }
  },
);
