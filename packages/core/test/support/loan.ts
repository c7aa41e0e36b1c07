import { expect } from 'vitest';
import { z } from 'zod';
import { define, personal, type WorkflowTypes } from '../../src/engine/index.ts';

/** Definitions here are made of data, as by a program that reads them: no type has seen them. */
// biome-ignore lint/suspicious/noExplicitAny: what is wrong with a definition is what types would not let through.
export type Data = any;

export const strict = z.strictObject;

/** A loan of a book: as small as a definition can be that has something of everything. */
export const loan = (): Data => ({
  name: 'loan',
  summary: 'A book that is lent.',
  id: z.string(),
  phases: { lent: { summary: 'is out' }, back: { summary: 'is back', final: true } },
  actorKinds: { reader: 'reads', system: 'timers' },
  events: {
    lent: {
      summary: 'It went out.',
      version: 3,
      schema: strict({ book: z.string(), reader: personal(strict({ phone: z.string() })).optional() }),
      upcasters: { 1: (data: object) => data, 2: (data: object) => data },
    },
    returned: {
      summary: 'It came back.',
      version: 1,
      schema: strict({ by: strict({ note: personal(z.string()).optional() }) }),
    },
  },
  commands: {
    lend: {
      summary: 'Lends it.',
      input: strict({ book: z.string() }),
      example: { book: 'Số đỏ' },
      by: ['reader'],
      from: 'none',
      to: ['lent'],
      emits: ['lent'],
      idFrom: ({ book }: { book: string }) => book,
      decide: ({ book }: { book: string }) => ({ type: 'lent', data: { book } }),
    },
    bring: {
      summary: 'Brings it back.',
      input: strict({}),
      example: {},
      by: ['reader', 'system'],
      from: ['lent'],
      to: ['back'],
      emits: ['returned'],
      decide: () => ({ type: 'returned', data: { by: {} } }),
    },
  },
  refusals: { torn: { kind: 'conflict', title: { en: 'Torn', vi: 'Rách' }, help: 'It is torn.' } },
  evolve: (_: object | undefined, { type }: { type: string }) => ({
    phase: type === 'lent' ? 'lent' : 'back',
  }),
  stateVersion: 1,
  phaseOf: ({ phase }: { phase: string }) => phase,
  isOwn: () => true,
  audienceOf: () => 'all',
  fields: { phase: { summary: 'Where it is.' }, reader: { summary: 'Who has it.', personal: true } },
  views: {
    all: {
      state: ['phase', 'reader'],
      events: { lent: ['book', 'reader'], returned: ['by'] },
      personal: ['reader', 'by'],
      actor: ['kind'],
    },
  },
  present: (_: string, { phase }: { phase: string }) => ({ phase }),
  redactable: { book: [{ event: 'lent' }], reader: [{ event: 'lent', shownAs: 'reader' }] },
  timers: { gives: ['bring'], pending: () => [] },
  reactions: { returned: { gives: { loan: ['bring'] }, commands: () => [] } },
});

/** The definition with something else in some places, each named by its path. */
export const changed = (changes: { readonly [path: string]: unknown }): Data => {
  const definition = loan();
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split('/');
    const last = keys.pop() ?? '';
    const place = keys.reduce((within: Data, key) => within[key], definition);
    if (value === undefined) delete place[last];
    else place[last] = value;
  }
  return definition;
};

/** What is wrong with it, each with its place; nothing where it is taken. */
export const faultsOf = (definition: Data): readonly string[] => {
  try {
    define<WorkflowTypes>().workflow(definition);
    return [];
  } catch (error) {
    expect(error).toMatchObject({ code: 'invalid-workflow' });
    const { issues } = (error as { details: Data }).details;
    return issues.map(
      ({ pointer, message }: { pointer: string; message: string }) => `${pointer} ${message}`,
    );
  }
};
