import { formsOf } from '../../unicode/index.ts';
import { type Actor, normalActor } from '../base/actor.ts';
import { IdempotencyConflict, NotFound } from '../base/errors.ts';
import { uuidOfCommand } from '../base/random.ts';
import type { RecordedEvent } from '../log/envelope.ts';
import type { EventStore } from '../log/event-store.ts';
import { demandVisible } from '../workflow/authorise.ts';
import { streamOf, type Workflow, type WorkflowTypes } from '../workflow/workflow.ts';
import { samePersonalFields } from './command-digest.ts';
import { isSameActor } from './idempotency-key.ts';
import type { Outcome } from './outcome.ts';
import type { UpTo } from './past.ts';
import type { PreparedCommand } from './prepare.ts';
import type { Snapshot } from './snapshots.ts';
import { type TakenCommand, type TakenCommands, takenCommand } from './taken-commands.ts';

/** The ids under which a version before took a command: its key itself, in every form, or its id in another form. */
const formerIds = ({ commandId, key }: { readonly commandId: string; readonly key: string | undefined }) =>
  key === undefined ? formsOf(commandId).slice(1) : formsOf(key);

const firstTaken = (
  commands: TakenCommands | undefined,
  ids: readonly string[],
): TakenCommand | undefined => {
  for (const id of ids) {
    const taken = takenCommand(commands, id);
    if (taken !== undefined) return taken;
  }
  return undefined;
};

/**
 * Tells commands that a stream has taken from new ones. Before ids were derived from actor and key (see `commandIdOfKey`) a key
 * was the command id itself: what was recorded then is recognised for the actor whose it was, and for nobody else.
 */
export const repeatsOf = <T extends WorkflowTypes>({
  workflow,
  store,
  load,
}: {
  readonly workflow: Workflow<T>;
  readonly store: Pick<EventStore, 'readStream' | 'digestOf'>;
  readonly load: (id: string, upTo?: UpTo) => Promise<Snapshot<T['state']> | undefined>;
}) => {
  const firstEventOf = async (
    id: string,
    { firstRevision }: TakenCommand,
  ): Promise<RecordedEvent | undefined> => {
    const at = { fromRevision: firstRevision, limit: 1 };
    for await (const event of store.readStream(streamOf(workflow, id), at)) return event;
    return undefined;
  };

  const ifOf = async (id: string, taken: TakenCommand, actor: Actor): Promise<TakenCommand | undefined> => {
    const first = await firstEventOf(id, taken);
    return first !== undefined && isSameActor(normalActor(first.metadata.actor), actor) ? taken : undefined;
  };

  return {
    /** The command as the stream has taken it; undefined when it has not. A promise only when it may have been taken by an earlier version. */
    taken: (
      id: string,
      subject: Snapshot<T['state']> | undefined,
      { commandId, key, actor }: PreparedCommand<T>,
    ): TakenCommand | undefined | Promise<TakenCommand | undefined> => {
      const taken = takenCommand(subject?.commands, commandId);
      if (taken !== undefined) return taken;
      const former = firstTaken(subject?.commands, formerIds({ commandId, key }));
      return former && (key === undefined ? former : ifOf(id, former, actor));
    },

    /** The subject that this actor created under a key before ids were derived from it, or under an id in another form. */
    formerCreation: async ({
      commandId,
      key,
      actor,
      occurredAt,
    }: PreparedCommand<T>): Promise<string | undefined> => {
      for (const one of formerIds({ commandId, key })) {
        const id = uuidOfCommand(one, occurredAt);
        const former = takenCommand((await load(id))?.commands, one);
        if (former !== undefined && (key === undefined || (await ifOf(id, former, actor)))) return id;
      }
      return undefined;
    },

    /**
     * Throws {@link IdempotencyConflict} when another command was taken under the same id. A caller that repeats a command gets its outcome again
     * even when the subject is not visible to them any more: they had that outcome before.
     */
    demand: async (
      id: string,
      taken: TakenCommand,
      { name, commandId, key = commandId, isOfDigest, personalFields, input, actor }: PreparedCommand<T>,
      subject: Snapshot<T['state']> | undefined,
    ): Promise<void> => {
      const first =
        store.digestOf === undefined && personalFields.length === 0
          ? undefined
          : await firstEventOf(id, taken);
      const isRecorded =
        (first && (await store.digestOf?.(first))) ?? ((digest: string) => digest === taken.digest);
      if (isOfDigest(isRecorded) && samePersonalFields(personalFields, input, first)) return;
      if (subject !== undefined) demandVisible({ workflow, state: subject.state, actor }, name);
      throw new IdempotencyConflict(key, taken.lastRevision);
    },

    /** What a command did the first time. */
    outcome: async (id: string, taken: TakenCommand | undefined): Promise<Outcome<T['state']>> => {
      const then = taken && (await load(id, { revision: taken.lastRevision }));
      if (taken === undefined || then === undefined) throw new NotFound(workflow.name, id);
      const stream = streamOf(workflow, id);
      const events = [];
      const range = { fromRevision: taken.firstRevision, toRevision: taken.lastRevision };
      for await (const { id: eventId, type, revision } of store.readStream(stream, range)) {
        events.push({ id: eventId, type, revision });
      }
      const { revision, position, state } = then;
      return { id, stream, revision, position, events, state, replayed: true };
    },
  };
};

export type Repeats<T extends WorkflowTypes> = ReturnType<typeof repeatsOf<T>>;
