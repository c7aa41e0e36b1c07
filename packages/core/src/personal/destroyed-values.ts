import { z } from 'zod';
import {
  AlreadyExists,
  type CommandHandler,
  commandHandler,
  define,
  derivedUuid,
  type EventStore,
  envelopesOf,
  event,
  memorySnapshots,
  type RecordedEvent,
  type Revision,
  streamOf,
  upcast,
  valuePointerOf,
} from '../engine/index.ts';
import type { LeafIndex } from '../privacy/index.ts';
import { keyOfDigest } from './sealing-events.ts';

/**
 * Which keys of single values a log says were destroyed: whoever brings keys back from a backup of before has them destroyed again. It is in the
 * log, because the keys that it is of are those that come back.
 */

const destructionEvents = {
  'list-begun': event('From here on it is listed which keys of single values are destroyed.', {}),
  'values-destroyed': event('The keys of these values are destroyed.', {
    subject: z.string().min(3).max(300),
    leaves: z
      .array(z.string().regex(/^[0-9a-f]{16}$/))
      .min(1)
      .max(5_000),
    /** Of the event that ordered it. */
    stream: z.string().min(1).max(300),
    revision: z.int().min(0),
  }),
} as const;

export interface DestructionTypes {
  readonly state: { readonly phase: 'kept'; readonly destroyed: number };
  readonly events: typeof destructionEvents;
  readonly phase: 'kept';
  readonly actorKind: 'system';
  readonly audience: 'host';
  readonly field: 'destroyed';
  readonly refusal: never;
  readonly policy: undefined;
  readonly related: Record<never, never>;
}

const { command, creation, made, workflow } = define<DestructionTypes>();

/** A log has one. */
const idOfList = 'log';

/** The list of destroyed values; nobody asks it anything. */
export const destructionWorkflow = workflow({
  name: 'destruction',
  summary: 'Which keys of single values were destroyed, so that a backup of keys does not bring them back.',
  id: z.literal(idOfList),
  phases: { kept: { summary: 'is gone on with' } },
  actorKinds: { system: 'the host that destroyed them' },
  events: destructionEvents,
  commands: {
    begin: creation({
      summary: 'Begins the list.',
      input: z.strictObject({}),
      example: {},
      by: ['system'],
      emits: ['list-begun'],
      to: ['kept'],
      internal: true,
      idFrom: () => idOfList,
      decide: () => made('list-begun', {}),
    }),
    note: command({
      summary: 'Says that keys of single values are destroyed.',
      input: destructionEvents['values-destroyed'].schema,
      example: { subject: 'citizen:c-17', leaves: ['0123456789abcdef'], stream: 'report-1', revision: 4 },
      by: ['system'],
      from: 'any',
      emits: ['values-destroyed'],
      internal: true,
      decide: (_, input) => made('values-destroyed', input),
    }),
  },
  refusals: {},
  evolve: (state, { type, data }) => ({
    phase: 'kept',
    destroyed: (state?.destroyed ?? 0) + (type === 'values-destroyed' ? data.leaves.length : 0),
  }),
  stateVersion: 1,
  phaseOf: ({ phase }) => phase,
  isOwn: () => true,
  audienceOf: () => 'host',
  fields: { destroyed: { summary: 'How many keys were destroyed.' } },
  views: {
    host: { state: ['destroyed'], events: { 'list-begun': [], 'values-destroyed': [] }, actor: [] },
  },
  present: (_, { destroyed }) => ({ destroyed }),
});

/** What it takes to open single values of a subject. */
export interface LeavesOfSubject {
  readonly subject: string;
  readonly leaves: readonly LeafIndex[];
}

/**
 * The keys of values of an event, and of the digest of its command, which would tell who guesses them.
 *
 * @param stored the event below its sealing
 * @param pointers of the values in its data; those that have no key of their own are passed over
 */
export const leavesIn = (
  { data, metadata }: Pick<RecordedEvent, 'data' | 'metadata'>,
  pointers: readonly string[],
): readonly LeavesOfSubject[] => {
  const bySubject = new Map<string, LeafIndex[]>();
  for (const { pointer, envelope } of envelopesOf(data))
    if (envelope.leaf !== undefined && pointers.includes(valuePointerOf(pointer)))
      bySubject.set(envelope.sub, [...(bySubject.get(envelope.sub) ?? []), envelope.leaf]);
  const digest = keyOfDigest(metadata.commandDigest);
  if (digest?.leaf !== undefined) bySubject.get(digest.subject)?.push(digest.leaf);
  return [...bySubject].map(([subject, leaves]) => ({ subject, leaves }));
};

/** The list of a log, for whoever destroys keys of single values in it. */
export const destroyedValues = (store: EventStore) => {
  const handler: CommandHandler<DestructionTypes> = commandHandler({
    store,
    workflow: destructionWorkflow,
    policy: undefined,
    // Grows by an entry for each report that is over its term.
    snapshots: { store: memorySnapshots({ max: 1 }) },
  });
  let begun: Promise<unknown> | undefined;
  const actor = { kind: 'system', id: 'erasure' } as const;
  const stream = streamOf(destructionWorkflow, idOfList);
  return {
    /** Once for each order, whoever asks and however often. */
    note: async (
      { subject, leaves }: LeavesOfSubject,
      order: { readonly stream: string; readonly revision: Revision },
    ): Promise<void> => {
      const commandId = derivedUuid(`destroyed:${order.stream}:${order.revision}:${subject}:${leaves[0]}`);
      begun ??= handler.create('begin', {}, { actor }).catch((error: unknown) => {
        if (error instanceof AlreadyExists) return;
        begun = undefined;
        throw error;
      });
      await begun;
      await handler.execute(idOfList, 'note', { subject, leaves, ...order }, { actor, commandId });
    },
    /** By subject: none is asked for twice. */
    listed: async (): Promise<readonly LeavesOfSubject[]> => {
      const bySubject = new Map<string, LeafIndex[]>();
      for await (const recorded of store.readStream(stream)) {
        const { type, data } = upcast(destructionEvents, recorded);
        if (type !== 'values-destroyed') continue;
        const known = bySubject.get(data.subject);
        if (known === undefined) bySubject.set(data.subject, [...data.leaves]);
        else known.push(...data.leaves);
      }
      return [...bySubject].map(([subject, leaves]) => ({ subject, leaves }));
    },
  };
};
