import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { agencyWorkflow, reportWorkflow } from '../../../report/index.ts';
import { memoryEventStore, memoryTimerIndex, simulatedClock } from '../../../testing/index.ts';
import {
  commandHandler,
  define,
  eventFor,
  personal,
  processManager,
  refuse,
  subjectFor,
  timers,
  type View,
  type Workflow,
  type WorkflowTypes,
} from '../../index.ts';
import { checkedWorkflow } from './index.ts';

/** Definitions here are made of data, as by a program that reads them: no type has seen them. */
// biome-ignore lint/suspicious/noExplicitAny: what is wrong with a definition is what types would not let through.
type Data = any;

const strict = z.strictObject;

/** A loan of a book: as small as a definition can be that has something of everything. */
const loan = (): Data => ({
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
const changed = (changes: { readonly [path: string]: unknown }): Data => {
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

const faultsOf = (definition: Data): readonly string[] => {
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

describe('a definition', () => {
  it('whose parts fit together is taken as it is', () => {
    const definition = loan();
    expect(faultsOf(definition)).toEqual([]);
    expect(checkedWorkflow(definition)).toBe(definition);
    for (const shipped of [reportWorkflow, agencyWorkflow]) expect(checkedWorkflow(shipped)).toBe(shipped);
  });

  const faults: readonly (readonly [string, { readonly [path: string]: unknown }, readonly string[]])[] = [
    [
      'a view of a field of the state that is not there',
      { 'views/all/state': ['phase', 'shelf', 'reader'] },
      ['/views/all/state names shelf, which is no field of this workflow'],
    ],
    [
      'a refusal of a command that is not there',
      { 'commands/bring/refuses': ['torn', 'wet'] },
      ['/commands/bring/refuses names wet, which is no refusal of this workflow'],
    ],
    [
      'a view of an event that is not there',
      { 'views/all/events/torn': ['book'] },
      ['/views/all/events names torn, which is no event of this workflow'],
    ],
    [
      'a view of a field that the event does not have',
      { 'views/all/events/lent': ['book', 'shelf', 'reader'] },
      ['/views/all/events/lent names shelf, which is no field of lent'],
    ],
    [
      'a view of a field that no part of a union has',
      {
        'events/returned/schema': z.discriminatedUnion('how', [
          strict({ how: z.literal('whole') }),
          strict({ how: z.literal('torn'), page: z.int() }),
        ]),
        'views/all/events/returned': ['how', 'page', 'by'],
        'views/all/personal': ['reader'],
      },
      ['/views/all/events/returned names by, which is no field of returned'],
    ],
    ['a view of an actor field that is not there', { 'views/all/actor': ['name'] }, ['/views/all/actor/0 ']],
    [
      'a personal field of the state in a view that says nothing of it',
      { 'views/all/personal': ['by'], 'views/all/events/lent': ['book'] },
      ['/views/all/state shows reader, which is personal, and the view does not say so in `personal`'],
    ],
    [
      'a personal field of an event in a view that says nothing of it',
      { 'views/all/personal': undefined, 'views/all/state': ['phase'], 'views/all/events/returned': [] },
      ['/views/all/events/lent shows reader, which is personal, and the view does not say so in `personal`'],
    ],
    [
      'a field with something personal deep in it',
      { 'views/all/personal': ['reader'] },
      ['/views/all/events/returned shows by, which is personal, and the view does not say so in `personal`'],
    ],
    [
      'a personal field that a view says and does not show',
      { 'views/all/personal': ['reader', 'by', 'phone'] },
      ['/views/all/personal names phone, which is no personal field that the view shows'],
    ],
    [
      'a field of the state that is called like a personal one and says nothing',
      { 'fields/reader': { summary: 'Who has it.' } },
      ['/fields/reader does not say whether it is personal, as it is in lent'],
    ],
    [
      'a field of an event that is called like a personal one of the state and is not marked',
      {
        'events/returned/schema': strict({ reader: z.string(), by: personal(z.string()) }),
        'views/all/events/returned': ['reader', 'by'],
      },
      ['/events/returned/schema has reader, which is a personal field, and does not mark it with `personal`'],
    ],
    [
      'the same deep in an event, in a list, in one part of a union, in what contains itself',
      {
        'fields/phone': { summary: 'Where they are called.', personal: true },
        'events/returned/schema': strict({
          by: personal(strict({ phone: z.string() })),
          calls: z.array(
            z.union([
              strict({ phone: z.string(), within: z.lazy((): z.ZodType => strict({ phone: z.string() })) }),
              strict({ at: z.string() }),
            ]),
          ),
        }),
      },
      ['/events/returned/schema has phone, which is a personal field, and does not mark it with `personal`'],
    ],
    [
      'a field of an input that is called like a personal one and is not marked',
      {
        'commands/lend/input': strict({ book: z.string(), reader: z.string().optional() }),
      },
      ['/commands/lend/input has reader, which is a personal field, and does not mark it with `personal`'],
    ],
    [
      'a field of the state that says nothing and is called like a personal one deep in an event',
      { 'fields/note': { summary: 'What was said.' } },
      ['/fields/note does not say whether it is personal, as it is in returned'],
    ],
    [
      'a personal field of an event whose schema leaves its fields open, in a view that says nothing of it',
      {
        'events/returned/schema': z.looseObject({}),
        'views/all/events': { returned: ['reader'] },
        'views/all/state': ['phase'],
        'views/all/personal': undefined,
      },
      [
        '/views/all/events/returned shows reader, which is personal, and the view does not say so in `personal`',
      ],
    ],
    [
      'a part of a field that is not there',
      {
        'fields/phase': { summary: 'Where it is.', parts: ['since'] },
        'views/all/state': ['phase.since', 'phase.until', 'reader'],
      },
      ['/views/all/state names phase.until, which is no field of this workflow'],
    ],
    [
      'a part of a field of an event that is not there, in a list too',
      {
        'events/returned/schema': strict({
          pages: z.array(strict({ page: z.int() })).optional(),
          by: z.string(),
        }),
        'views/all/events/returned': ['pages.page', 'pages.torn', 'by.whom'],
        'views/all/personal': ['reader'],
      },
      [
        '/views/all/events/returned names pages.torn, which is no field of returned',
        '/views/all/events/returned names by.whom, which is no field of returned',
      ],
    ],
    [
      'a part of something personal',
      {
        'views/all/events/lent': ['reader.phone'],
        'views/all/state': ['phase'],
        'views/all/personal': ['by'],
      },
      ['/views/all/events/lent shows reader.phone, which is personal'],
    ],
    [
      'a rule for showing what it does not show, and a list for actors that are not there',
      { 'views/all/shows': { shelf: () => null }, 'views/all/actorOfKind': { clerk: ['kind'] } },
      [
        '/views/all/shows names shelf, which the view does not show',
        '/views/all/actorOfKind names clerk, which is no kind of actor of this workflow',
      ],
    ],
    [
      'fields to redact that are not where they are said to be',
      {
        redactable: {
          shelf: [{ event: 'lent' }],
          book: [{ event: 'torn' }, { event: 'lent', shownAs: 'book' }],
        },
      },
      [
        '/redactable/shelf names lent, which has no field shelf',
        '/redactable/book names torn, which is no event of this workflow',
        '/redactable/book names book, which is no field of this workflow',
      ],
    ],
    [
      'a version without its upcaster',
      { 'events/lent/upcasters': { 1: (data: object) => data } },
      ['/events/lent/upcasters has none from version 2, and lent is at 3'],
    ],
    [
      'a version without any',
      { 'events/returned/version': 2 },
      ['/events/returned/upcasters has none from version 1, and returned is at 2'],
    ],
    [
      'an upcaster from the version of today, or from none',
      { 'events/returned/upcasters': { 1: (data: object) => data, one: (data: object) => data } },
      [
        '/events/returned/upcasters has one from 1, and returned is at version 1',
        '/events/returned/upcasters has one from one, and returned is at version 1',
      ],
    ],
    [
      'phases that are not there',
      { 'commands/bring/from': ['lent', 'lost'], 'commands/lend/to': ['out'] },
      [
        '/commands/lend/to names out, which is no phase of this workflow',
        '/commands/bring/from names lost, which is no phase of this workflow',
      ],
    ],
    [
      'an event that is not there',
      { 'commands/bring/emits': ['returned', 'torn'] },
      ['/commands/bring/emits names torn, which is no event of this workflow'],
    ],
    [
      'actors that are not there',
      { 'commands/lend/by': ['clerk'] },
      ['/commands/lend/by names clerk, which is no kind of actor of this workflow'],
    ],
    [
      'a name that every object has',
      {
        'commands/lend/by': ['constructor'],
        'views/all/state': ['toString'],
        'views/all/personal': ['reader', 'by'],
      },
      [
        '/commands/lend/by names constructor, which is no kind of actor of this workflow',
        '/views/all/state names toString, which is no field of this workflow',
      ],
    ],
    ['a command that emits nothing', { 'commands/lend/emits': [] }, ['/commands/lend/emits emits nothing']],
    [
      'a command that can never be given',
      { 'commands/bring/from': [] },
      ['/commands/bring/from can be given in no phase'],
    ],
    [
      'an example that its schema refuses',
      { 'commands/lend/example': { book: 7, shelf: 'A' } },
      ['/commands/lend/example/book ', '/commands/lend/example/shelf is not a known field'],
    ],
    [
      'an example whose id the schema of ids refuses',
      { id: z.uuid() },
      ['/commands/lend/example has an id that the schema of ids refuses'],
    ],
    [
      'an input that drops what it does not know',
      { 'commands/lend/input': z.object({ book: z.string() }) },
      ['/commands/lend/input drops fields that it does not know'],
    ],
    [
      'an input that drops what it does not know below, in a list, in one part of a union, before it is changed',
      {
        'commands/lend/input': strict({
          book: z.string(),
          by: z.object({ name: z.string() }).optional(),
          pages: z.array(z.union([strict({ page: z.int() }), z.object({ torn: z.int() })])).optional(),
          shelf: z
            .object({ row: z.int() })
            .transform(({ row }) => row)
            .optional(),
          notes: z.looseObject({}).optional(),
        }),
        'commands/bring/input': z.union([z.object({}).transform(() => ({})), strict({ at: z.string() })]),
      },
      [
        '/commands/lend/input drops fields that it does not know in /by:',
        '/commands/lend/input drops fields that it does not know in /pages/*:',
        '/commands/lend/input drops fields that it does not know in /shelf:',
        '/commands/bring/input drops fields that it does not know:',
      ],
    ],
    [
      'ids that the engine makes and the schema of ids refuses, or writes in another way',
      { id: z.string().max(8), 'commands/lend/idFrom': undefined },
      ['/id refuses the ids that the engine makes (UUIDv7) for lend'],
    ],
    [
      'the same where the input may have none',
      { id: z.string().max(8), 'commands/lend/idFrom': () => undefined },
      ['/commands/lend/example has an id that the schema of ids refuses'],
    ],
    [
      'an id that its schema writes in another way',
      { id: z.string().toLowerCase() },
      ['/commands/lend/example has an id that the schema of ids refuses'],
    ],
    [
      'a function for the id that throws on the example',
      {
        'commands/lend/idFrom': () => {
          throw new TypeError('no book');
        },
      },
      ['/commands/lend/example has no id: TypeError: no book'],
    ],
    [
      'a schema that cannot be asked at once',
      { 'commands/lend/input': strict({ book: z.string().refine(async () => true) }) },
      ['/commands/lend/example cannot be checked: '],
    ],
    [
      'timers that give what is not there, what begins a subject, what is not theirs to give',
      { 'timers/gives': ['remind', 'lend', 'bring'], 'commands/bring/by': ['reader'] },
      [
        '/timers/gives names remind, which is no command of loan',
        '/timers/gives names lend, which begins a loan and is given to none',
        '/timers/gives names bring, which `system` may not give',
        '/reactions/returned/gives names bring, which `system` may not give',
      ],
    ],
    [
      'reactions to an event that is not there',
      { 'reactions/torn': { gives: {}, commands: () => [] } },
      ['/reactions names torn, which is no event of this workflow'],
    ],
    [
      'reactions that give what is not there',
      { 'reactions/returned/gives': { loan: ['burn'] } },
      ['/reactions/returned/gives names burn, which is no command of loan'],
    ],
    [
      'a refusal with a code of the engine',
      { 'refusals/not-found': { kind: 'conflict', title: { en: 'No', vi: 'Không' }, help: 'No.' } },
      ['/refusals/not-found is a code of the engine'],
    ],
    [
      'a refusal of a kind that no host knows, or without words',
      { 'refusals/torn/kind': 'wet', 'refusals/torn/title': { en: 'Torn' } },
      ['/refusals/torn/kind ', '/refusals/torn/title/vi '],
    ],
    [
      'a name that two workflows could read a stream by',
      { name: 'loan-of-a-book' },
      ['/name is not a name of streams'],
    ],
    [
      'a refusal without help, which hides no other fault',
      {
        'refusals/torn/help': undefined,
        'commands/bring/decide': undefined,
        'events/returned/version': 2,
        'commands/lend/to': ['out'],
        'views/all/state': ['phase', 'shelf', 'reader'],
        'timers/gives': ['remind'],
      },
      [
        '/commands/bring/decide ',
        '/refusals/torn/help ',
        '/events/returned/upcasters has none from version 1',
        '/commands/lend/to names out, which is no phase of this workflow',
        '/views/all/state names shelf, which is no field of this workflow',
        '/timers/gives names remind, which is no command of loan',
      ],
    ],
    [
      'parts that are missing or of another form',
      {
        evolve: undefined,
        'events/lent/schema': { type: 'object' },
        'commands/lend/decide': 'lent',
        phases: {},
      },
      ['/phases has no phase', '/events/lent/schema ', '/commands/lend/decide ', '/evolve '],
    ],
  ];

  it.each(faults)('with %s is refused, by name', (_, changes, expected) => {
    const found = faultsOf(changed(changes));
    expect(found).toHaveLength(expected.length);
    for (const [index, start] of expected.entries()) expect(found[index]?.startsWith(start)).toBe(true);
  });

  it('in which any part has another form is refused by name or taken: no check stumbles over it', () => {
    const pathsIn = (value: Data, depth: number): readonly string[] =>
      depth === 0 || typeof value !== 'object' || value === null || value instanceof z.ZodType
        ? []
        : Object.entries(value).flatMap(([key, inner]) => [
            key,
            ...pathsIn(inner, depth - 1).map((below) => `${key}/${below}`),
          ]);
    // Another number may be as good; but no check stumbles over it.
    for (const path of pathsIn(loan(), 4))
      for (const other of [null, 7, [null]]) faultsOf(changed({ [path]: other }));
    expect(faultsOf([])).not.toEqual([]);
  });

  it('is refused by a handler too when nobody defined it', () => {
    const workflow = changed({ 'views/all/state': ['shelf'] });
    expect(() => commandHandler({ workflow, store: memoryEventStore(), policy: undefined })).toThrow('shelf');
  });

  it('may show a part that is not personal of a field that has something personal in it', () => {
    const schema = strict({ by: strict({ note: personal(z.string()), at: z.string() }) });
    const parts = { 'events/returned/schema': schema, 'views/all/events/returned': ['by.at'] };
    expect(faultsOf(changed({ ...parts, 'views/all/personal': ['reader'] }))).toEqual([]);
  });

  it('may show any field of events whose schema leaves their fields open', () => {
    for (const schema of [z.record(z.string(), z.string()), z.looseObject({ by: z.string() })]) {
      const open = { 'events/returned/schema': schema, 'views/all/personal': ['reader'] };
      expect(faultsOf(changed({ ...open, 'views/all/events/returned': ['anything'] }))).toEqual([]);
    }
  });
});

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

describe('the types of a definition', () => {
  interface LoanTypes {
    readonly state: { readonly phase: 'lent' | 'back' };
    readonly events: {
      readonly lent: {
        readonly summary: string;
        readonly version: number;
        readonly schema: typeof lentSchema;
      };
      readonly returned: {
        readonly summary: string;
        readonly version: number;
        readonly schema: typeof returnedSchema;
      };
    };
    readonly phase: 'lent' | 'back';
    readonly actorKind: 'reader' | 'system';
    readonly audience: 'all';
    readonly field: 'phase' | 'reader';
    readonly refusal: 'torn';
    readonly policy: undefined;
    readonly related: Record<never, never>;
  }
  const lentSchema = strict({ book: z.string() });
  const returnedSchema = strict({ by: z.string() });
  const { command, workflow } = define<LoanTypes>();
  const bring = {
    summary: 'Brings it back.',
    input: strict({}),
    example: {},
    by: ['reader', 'system'],
    from: ['lent'],
    emits: ['returned'],
  } as const;
  const right = command({ ...bring, decide: () => ({ type: 'returned', data: { by: 'x' } }) });
  const typed = (): Parameters<typeof workflow>[0] => ({
    ...loan(),
    commands: { bring: right },
  });

  const lentEvent = () => ({ type: 'lent', data: { book: 'x' } }) as const;
  const returnedEvent = () => ({ type: 'returned', data: { by: 'x' } }) as const;

  it('refuse an event that the command does not emit', () => {
    // @ts-expect-error `lent` is not among what it emits.
    command({ ...bring, decide: lentEvent });
    // @ts-expect-error nor in a list.
    command({ ...bring, decide: () => [returnedEvent(), lentEvent()] });
    // @ts-expect-error there is no such event.
    command({ ...bring, emits: ['torn'], decide: returnedEvent });
    // @ts-expect-error nor such a phase.
    command({ ...bring, from: ['lost'], decide: returnedEvent });
    expect(command({ ...bring, decide: returnedEvent }).emits).toEqual(['returned']);
  });

  it('refuse a refusal that the command does not name', () => {
    const torn = () => refuse('torn', 'it is torn');
    // @ts-expect-error it names none.
    command({ ...bring, decide: torn });
    // @ts-expect-error nor in `when`.
    command({ ...bring, when: torn, decide: returnedEvent });
    // @ts-expect-error there is no such refusal.
    command({ ...bring, refuses: ['wet'], decide: returnedEvent });
    const both = (whole: boolean) => (whole ? returnedEvent() : torn());
    expect(command({ ...bring, refuses: ['torn'], decide: () => both(true) }).refuses).toEqual(['torn']);
  });

  it('refuse views of fields and events that are not there, and an audience without a view', () => {
    // @ts-expect-error no field of the state.
    const state: View<LoanTypes>['state'] = ['phase', 'shelf'];
    // @ts-expect-error no field of the event.
    const field: View<LoanTypes>['events'] = { lent: ['book', 'shelf'] };
    // @ts-expect-error no event.
    const event: View<LoanTypes>['events'] = { torn: [] };
    // @ts-expect-error an audience without a view.
    const views: Workflow<LoanTypes>['views'] = {};
    // @ts-expect-error a field that can be shown and is not described.
    const fields: Workflow<LoanTypes>['fields'] = { phase: { summary: 'Where it is.' } };
    const all = { state, events: { ...field, ...event }, actor: [] };
    expect(faultsOf({ ...loan(), fields, views: { ...views, all } })).toHaveLength(4);
  });

  it('refuse timers that give no command of the table', () => {
    const pending = () => [];
    const commands = { bring: right };
    // @ts-expect-error there is no such command.
    const wrong = () => workflow({ ...typed(), commands, timers: { gives: ['burn'], pending } });
    expect(wrong).toThrow('names burn');
  });
});
