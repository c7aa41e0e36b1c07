import { type AnyHostedWorkflow, column, list, projection, table } from '@phananh/core/read-models';
import { agencyWorkflow } from '@phananh/core/reports';
import { expect, it } from 'vitest';
import { besideReports } from './beside-reports.ts';

/** A workflow with a name of its own and projections, each with one table: that is all that is looked at. */
const hosted = (projections: { readonly [projection: string]: string }): AnyHostedWorkflow => {
  const workflow: AnyHostedWorkflow['workflow'] = {
    ...(agencyWorkflow as AnyHostedWorkflow['workflow']),
    name: 'tree',
  };
  const made = Object.entries(projections).map(([name, called]) =>
    projection({
      name,
      version: 1,
      reads: workflow,
      tables: {
        [called]: table(
          { id: column.id(), phase: column.text() },
          { search: ['phase'], indexes: [['phase']] },
        ),
      },
      apply: () => {},
    }),
  );
  return { workflow, policy: undefined, path: '/trees', projections: made, lists: {} };
};

it.each([
  'timers',
  'parked',
  'projections',
  'made_of',
  'case_facts',
  'agencies',
  'sla_rollup',
  'case_search',
  'other_streams',
])('refuses the table %s: a file of read models has one of this name', (name) => {
  expect(() => besideReports([hosted({ trees: name })])).toThrow(
    expect.objectContaining({
      code: 'invalid-workflow',
      issues: [{ pointer: '/projections/trees', message: expect.stringContaining(name) }],
    }),
  );
});

it.each(['trees_words', 'trees_words_data', 'trees_numbers', 'trees_by_phase'])(
  'refuses the table %s beside one that keeps something under that name',
  (name) => {
    expect(() => besideReports([hosted({ trees: 'trees', others: name })])).toThrow(
      expect.objectContaining({
        code: 'invalid-workflow',
        issues: [expect.objectContaining({ pointer: '/projections/others' })],
      }),
    );
  },
);

it.each(['cases', 'agencies', 'categories', 'other-streams', 'timers', 'all'])(
  'refuses a projection that is called %s, as one of the host is',
  (name) => {
    expect(() => besideReports([hosted({ [name]: 'trees' })])).toThrow(`/projections/${name} is`);
  },
);

it('takes what has names of its own', () => {
  const trees = hosted({ trees: 'trees', others: 'treesOfToday' });
  const sorted = list({
    of: trees.projections[0]?.tables.trees,
    workflow: trees.workflow,
    sorts: ['phase'],
    by: {},
  } as Parameters<typeof list>[0]);
  expect(besideReports([{ ...trees, lists: { trees: sorted } }])).toHaveLength(1);
});
