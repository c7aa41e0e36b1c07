import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { faultsOf, loan, strict } from '../../../../test/support/loan.ts';
import { define, refuse, type View, type Workflow } from '../../index.ts';

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
