import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { define, event } from '@phananh/core';
import { InvalidWorkflow } from '@phananh/core/engine';
import { column, hostedWorkflow, list, projection, table } from '@phananh/core/read-models';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { runReports } from '../../../src/index.ts';

const events = { lent: event('A book went out.', {}) } as const;

/** A workflow of one event, which causes a command of another workflow where that is named. */
const hosted = (name: string, to?: string) => {
  const { creation, made, workflow } = define<{
    readonly state: { readonly phase: 'out' };
    readonly events: typeof events;
    readonly actorKind: 'reader' | 'system';
  }>();
  return hostedWorkflow({
    workflow: workflow({
      name,
      summary: 'A book that is lent.',
      id: z.uuidv7(),
      phases: { out: { summary: 'is out', final: true } },
      actorKinds: { reader: 'reads', system: 'the process' },
      events,
      commands: {
        lend: creation({
          summary: 'Takes a book home.',
          input: z.strictObject({}),
          example: {},
          by: ['reader'],
          to: ['out'],
          emits: ['lent'],
          decide: () => made('lent', {}),
        }),
      },
      evolve: () => ({ phase: 'out' }),
      fields: { id: { summary: 'Id' }, phase: { summary: 'Where' } },
      ...(to !== undefined && {
        reactions: { lent: { gives: { [to]: ['charge'] }, commands: () => [] } },
      }),
    }),
    policy: undefined,
    // What it is refused for here is its name, not the route that would follow from it.
    path: `/own-${name}s`,
  });
};

it.each([
  ['one that is there twice', () => [hosted('loan'), hosted('loan')]],
  ['one with a name of the lifecycle of reports', () => [hosted('report')]],
  ['one that gives commands to another that is not here', () => [hosted('loan', 'fine')]],
])('refuses %s before a file is made, and tells nothing else', async (_, workflows) => {
  const file = join(inTemporaryDirectory(), 'l.db');
  const told: unknown[] = [];
  const started = runReports({ file, workflows: workflows(), onError: (failure) => told.push(failure) });
  await expect(started).rejects.toThrow(InvalidWorkflow);
  expect([existsSync(file), told]).toEqual([false, []]);
});

const loan = hosted('loan').workflow;
const loans = projection({
  name: 'loans',
  version: 1,
  reads: loan,
  tables: {
    loans: table(
      { id: column.id('Id.'), phase: column.oneOf(['out'], 'Where.') },
      { meaning: 'Loans', indexes: [] },
    ),
  },
  apply: () => {},
});
const all = list({
  of: loans.tables.loans,
  workflow: loan,
  filters: ['phase'],
  sorts: ['id'],
  counts: [],
  by: { reader: 'all' },
  as: {},
});

it.each(['reports', 'Agencies', 'sla', '', 'a/b', ':id'])(
  'refuses a list that is called %j: its route is taken, or is none',
  (name) => {
    const listed = () =>
      hostedWorkflow({ workflow: loan, policy: undefined, projections: [loans], lists: { [name]: all } });
    expect(listed).toThrow(InvalidWorkflow);
    expect(listed).toThrow(`/lists/${name} is`);
  },
);
