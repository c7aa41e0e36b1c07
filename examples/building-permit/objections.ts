import { define, event, refuse, text } from '@phananh/core';
import { column, hostedWorkflow, list, projection, table } from '@phananh/core/read-models';
import { z } from 'zod';
import type { Permit } from './permit.ts';

/** An objection of a neighbour to a permit: a third workflow in the same host, which looks at the second. */

// #region workflow
const objectionEvents = {
  raised: event('A neighbour objects.', { permitId: z.uuidv7(), reason: text() }),
  settled: event('It was talked over.', {}),
};
type ObjectionTypes = {
  state: { readonly phase: 'open' | 'settled'; readonly permitId: string };
  events: typeof objectionEvents;
  actorKind: 'neighbour' | 'clerk';
  refusal: 'no-open-permit';
  related: { permit: Permit };
};
const { command, creation, made, workflow } = define<ObjectionTypes>();

export const objectionWorkflow = workflow({
  name: 'objection',
  summary: 'An objection to a building permit.',
  id: z.uuidv7(),
  phases: { open: { summary: 'is to be talked over' }, settled: { summary: 'was', final: true } },
  actorKinds: { neighbour: 'objects', clerk: 'settles' },
  events: objectionEvents,
  commands: {
    object: creation({
      summary: 'Objects to a permit that nobody has decided on.',
      input: z.strictObject({ permitId: z.uuidv7(), reason: text() }),
      example: { permitId: '019cac46-1500-7525-a5db-c16e31803990', reason: 'It takes our light' },
      by: ['neighbour'],
      to: ['open'],
      emits: ['raised'],
      refuses: ['no-open-permit'],
      reads: ({ permitId }) => ({ permit: permitId }),
      decide: (input, { related }) => {
        const phase = related('permit', input.permitId)?.phase;
        return phase === undefined || phase === 'granted' || phase === 'refused'
          ? refuse('no-open-permit', `the permit ${input.permitId} is ${phase ?? 'not there'}`)
          : made('raised', input);
      },
    }),
    settle: command({
      summary: 'Settles it.',
      input: z.strictObject({}),
      example: {},
      by: ['clerk'],
      from: ['open'],
      to: ['settled'],
      emits: ['settled'],
      decide: () => made('settled', {}),
    }),
  },
  refusals: {
    'no-open-permit': {
      kind: 'conflict',
      title: { en: 'No such permit waits for a decision', vi: 'Không có giấy phép nào đang chờ quyết định' },
      help: 'An objection is to a permit that is there and is not decided yet.',
    },
  },
  evolve: (objection = { phase: 'open', permitId: '' }, { type, data }) =>
    type === 'raised' ? { ...objection, permitId: data.permitId } : { ...objection, phase: 'settled' },
  fields: {
    id: { summary: 'Its id.' },
    phase: { summary: 'Where it stands.' },
    permitId: { summary: 'To what.' },
  },
});
// #endregion workflow

const objectionList = projection({
  name: 'objections',
  version: 1,
  reads: objectionWorkflow,
  tables: {
    objections: table(
      {
        id: column.id('Id of the objection.'),
        phase: column.oneOf(['open', 'settled'], 'Where it stands.'),
        permitId: column.text('To what.'),
      },
      { meaning: 'Objections', indexes: [['permitId']] },
    ),
  },
  apply: ({ id, type, data }, { objections }) =>
    type === 'raised'
      ? objections.insert({ id, phase: 'open', permitId: data.permitId })
      : objections.update(id, { phase: 'settled' }),
});

export const objections = hostedWorkflow({
  workflow: objectionWorkflow,
  policy: undefined,
  projections: [objectionList],
  lists: {
    objections: list({
      of: objectionList.tables.objections,
      workflow: objectionWorkflow,
      filters: ['phase', 'permitId'],
      counts: ['phase'],
      by: { clerk: 'all', neighbour: 'all' },
    }),
  },
  module: import.meta.url,
});

export default [objections];
