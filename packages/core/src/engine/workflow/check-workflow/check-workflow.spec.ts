import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { changed, type Data, faultsOf, loan, strict } from '../../../../test/support/loan.ts';
import { agencyWorkflow, reportWorkflow } from '../../../report/index.ts';
import { memoryEventStore } from '../../../testing/index.ts';
import { commandHandler } from '../../index.ts';
import { checkedWorkflow } from './index.ts';

describe('a definition', () => {
  it('whose parts fit together is taken as it is', () => {
    const definition = loan();
    expect(faultsOf(definition)).toEqual([]);
    expect(checkedWorkflow(definition)).toBe(definition);
    for (const shipped of [reportWorkflow, agencyWorkflow]) expect(checkedWorkflow(shipped)).toBe(shipped);
  });

  const faults: readonly (readonly [string, { readonly [path: string]: unknown }, readonly string[]])[] = [
    [
      'a refusal of a command that is not there',
      { 'commands/bring/refuses': ['torn', 'wet'] },
      ['/commands/bring/refuses names wet, which is no refusal of this workflow'],
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
});
