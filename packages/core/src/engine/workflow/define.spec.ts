import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { memoryEventStore } from '../../testing/index.ts';
import {
  type Actor,
  commandHandler,
  define,
  event,
  findSubject,
  historyPage,
  personal,
  text,
  viewOfSubject,
} from '../index.ts';

/** A room that is booked: everything that has a default is left out, and much of it is about a person. */
const guest = z.strictObject({ name: personal(text(100)), nights: z.int() });
const events = {
  booked: event('Somebody will come.', {
    room: text(10),
    guest,
    phone: personal(text(50)).optional(),
    wishes: z.record(z.string(), z.unknown()).optional(),
  }),
  left: event('They went.', { note: text() }),
} as const;

interface Booking {
  readonly phase: 'booked' | 'over';
  readonly room: string;
  readonly booking: object;
  readonly phone: string | null;
  readonly by: string;
}

interface BookingTypes {
  readonly state: Booking;
  readonly events: typeof events;
  readonly actorKind: 'guest' | 'porter';
}

const { command, creation, made, workflow } = define<BookingTypes>();

const definition = {
  name: 'booking',
  summary: 'A room for some nights.',
  id: z.uuidv7(),
  phases: { booked: { summary: 'waits' }, over: { summary: 'is over', final: true } },
  actorKinds: { guest: 'sleeps', porter: 'keeps the house' },
  events,
  commands: {
    book: creation({
      summary: 'Books a room.',
      input: z.strictObject({
        room: text(10),
        guest,
        phone: personal(text(50)).optional(),
        wishes: z.record(z.string(), z.unknown()).optional(),
      }),
      example: { room: '7', guest: { name: 'Ann', nights: 2 } },
      by: ['guest'],
      emits: ['booked'],
      decide: (input) => made('booked', input),
    }),
    leave: command({
      summary: 'Goes.',
      input: z.strictObject({ note: text() }),
      example: { note: 'Thank you' },
      by: ['guest', 'porter'],
      from: ['booked'],
      to: ['over'],
      emits: ['left'],
      decide: (_, input) => made('left', input),
    }),
  },
  evolve: (state: Booking | undefined, recorded): Booking => {
    if (recorded.type === 'left') return { ...(state as Booking), phase: 'over' };
    const { room, phone = null, ...booking } = recorded.data;
    return { phase: 'booked', room, phone, booking: { ...booking }, by: recorded.metadata.actor.id };
  },
  fields: {
    id: { summary: 'Its id.' },
    phase: { summary: 'Where it stands.' },
    room: { summary: 'Which room.' },
    booking: { summary: 'What was asked for.' },
    phone: { summary: 'Where they are called.', personal: true },
    by: { summary: 'Who booked.', personal: true },
  },
} as const satisfies Parameters<typeof workflow>[0];

const handlerOf = (bookings = workflow(definition)) =>
  commandHandler({ workflow: bookings, store: memoryEventStore(), policy: undefined });

const ann: Actor = { kind: 'guest', id: 'canary-id' };
const booked = {
  room: '7',
  guest: { name: 'canary-name', nights: 2 },
  phone: 'canary-phone',
  wishes: { quiet: true, for: [{ name: 'canary-child', pillows: 2 }] },
};

describe('what a definition leaves out', () => {
  it('shows every known actor every subject, and nothing of a person', async () => {
    const handler = handlerOf();
    const { id } = await handler.create('book', booked, { actor: ann });
    await handler.execute(id, 'leave', { note: 'bye' }, { actor: ann });
    for (const actor of [ann, { kind: 'guest', id: 'ben' }, { kind: 'porter', id: 'p-1' }]) {
      const found = await findSubject(handler, id, { actor });
      const shown = viewOfSubject(handler, found);
      const { events: history } = await historyPage(handler, found, { limit: 10 });
      expect(JSON.stringify([shown, history])).not.toContain('canary');
      expect(shown).toMatchObject({
        id,
        phase: 'over',
        room: '7',
        booking: { wishes: { quiet: true, for: [{ pillows: 2 }] } },
      });
      expect(shown.booking).not.toHaveProperty('guest');
      expect(history.map(({ data, actor: by }) => ({ data, by }))).toEqual([
        { data: { room: '7', wishes: { quiet: true, for: [{ pillows: 2 }] } }, by: { kind: 'guest' } },
        { data: { note: 'bye' }, by: { kind: 'guest' } },
      ]);
    }
  });

  it('shows nobody else anything, a kind of actor with the name of what every object has included', async () => {
    const handler = handlerOf();
    const { id } = await handler.create('book', booked, { actor: ann });
    for (const actor of [undefined, { kind: 'thief', id: 't' }, { kind: 'constructor', id: 'c' }])
      await expect(findSubject(handler, id, { actor })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('lets whoever may give a command by their kind give it for every subject, in the phases of the state', async () => {
    const handler = handlerOf();
    const { id } = await handler.create('book', booked, { actor: ann });
    const outcome = await handler.execute(
      id,
      'leave',
      { note: 'x' },
      { actor: { kind: 'guest', id: 'ben' } },
    );
    expect(outcome.state.phase).toBe('over');
    await expect(handler.execute(id, 'leave', { note: 'x' }, { actor: ann })).rejects.toMatchObject({
      code: 'wrong-phase',
    });
  });

  it('is what is written when it is written', () => {
    const own = { ...definition, isOwn: () => false, stateVersion: 3 };
    expect(workflow(own)).toMatchObject({ stateVersion: 3, isOwn: own.isOwn, refusals: {} });
  });

  it('is not guessed where a default would show what is hidden: fields that can be redacted', () => {
    const hiding = { ...definition, redactions: () => [{ field: 'room' }] };
    expect(() => workflow(hiding)).toThrow(
      expect.objectContaining({
        code: 'invalid-workflow',
        details: { workflow: 'booking', issues: [{ pointer: '/present', message: 'is not a function' }] },
      }),
    );
  });

  it('of a definition that is none says what is wrong, whatever it is made of', () => {
    for (const broken of [
      {},
      { ...definition, events: null },
      { ...definition, fields: 7, views: undefined },
    ])
      expect(() => workflow(broken as never)).toThrow(expect.objectContaining({ code: 'invalid-workflow' }));
  });

  it('is demanded by the types where there is no default', () => {
    const refusing = define<BookingTypes & { readonly refusal: 'full' }>();
    const twoAudiences = define<BookingTypes & { readonly audience: 'house' | 'street' }>();
    // @ts-expect-error a workflow that refuses has a table of refusals.
    expect(() => refusing.workflow(definition)).not.toThrow();
    // @ts-expect-error audiences that are no kinds of actors have views of their own.
    expect(() => twoAudiences.workflow(definition)).not.toThrow();
  });
});
