import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { changed, faultsOf, strict } from '../../../../test/support/loan.ts';
import { personal } from '../../index.ts';

describe('the views and personal fields of a definition', () => {
  const faults: readonly (readonly [string, { readonly [path: string]: unknown }, readonly string[]])[] = [
    [
      'a view of a field of the state that is not there',
      { 'views/all/state': ['phase', 'shelf', 'reader'] },
      ['/views/all/state names shelf, which is no field of this workflow'],
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
  ];

  it.each(faults)('with %s are refused, by name', (_, changes, expected) => {
    const found = faultsOf(changed(changes));
    expect(found).toHaveLength(expected.length);
    for (const [index, start] of expected.entries()) expect(found[index]?.startsWith(start)).toBe(true);
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
