import { z } from 'zod';
import {
  type CommandHandler,
  countedFrom,
  type EventView,
  eventFor,
  type FoundSubject,
  type InTurns,
  inTurns,
  type JsonObject,
  parseQuery,
  type RecordedEvent,
  type Revision,
  subjectFor,
  turnBefore,
  type Workflow,
  type WorkflowTypes,
} from '../engine/index.ts';
import { type Change, changesBetween } from './changes.ts';
import { replayingFold } from './replaying-fold.ts';

/** Which command made an event: its name, or for an event from before names were recorded those that emit such events. */
export type GivenCommand = { readonly name: string } | { readonly oneOf: readonly string[] };

/** One step of a subject's life, as somebody may see it. */
export interface ReplayStep {
  readonly event: EventView;
  readonly command: GivenCommand;
  /** Of the policy and the calendars that it was decided under; null where none was recorded. */
  readonly policyDigest: string | null;
  /** The subject right before and right after the event, both as of the moment when it happened; null: there was none. */
  readonly before: JsonObject | null;
  readonly after: JsonObject;
  /** What the event changed of what they may see. */
  readonly changes: readonly Change[];
}

/** The command of an event: what its metadata says, or what the workflow's table leaves open. */
export const commandOf = <T extends WorkflowTypes>(
  { commands }: Pick<Workflow<T>, 'commands'>,
  { type, metadata }: Pick<RecordedEvent, 'type' | 'metadata'>,
): GivenCommand => {
  if (metadata.command !== undefined) return { name: metadata.command };
  const emitting = Object.entries(commands).filter(([, { emits }]) => emits.includes(type));
  return { oneOf: emitting.map(([name]) => name) };
};

const Range = z.looseObject({
  fromRevision: countedFrom(0).optional(),
  toRevision: countedFrom(0).optional(),
});

/**
 * The life of what was found, event by event: state before, command, who, event, state after, by the fold that commands use. What is
 * hidden now is hidden in every step; events that are not for who looks are no steps of theirs, and what they changed stands in the next step's
 * `before`.
 *
 * @throws {@link InvalidQuery} for what are no revisions
 */
export async function* replayOfSubject<T extends WorkflowTypes>(
  { workflow, history, policy }: CommandHandler<T>,
  { id, audience, current }: FoundSubject<T>,
  { turn, ...asked }: { readonly fromRevision?: Revision; readonly toRevision?: Revision } & InTurns = {},
): AsyncGenerator<ReplayStep, undefined> {
  const { fromRevision = 0, toRevision = current.revision } = parseQuery(Range, asked);
  const last = Math.min(toRevision, current.revision);
  if (fromRevision > last) return;
  await turnBefore(last, { turn });
  const fold = replayingFold(workflow);
  const shown = (state: T['state'], now: string): JsonObject =>
    subjectFor(workflow, audience, { id, state, current: current.state }, { now, policy });
  for await (const recorded of inTurns(history(id, { toRevision: last }), { turn })) {
    const before = fold.state();
    fold.add(recorded);
    const after = fold.state();
    if (recorded.revision < fromRevision || after === undefined) continue;
    const event = eventFor(workflow, audience, current.state, recorded);
    if (event === undefined) continue;
    const { occurredAt: now, policyDigest = null } = recorded.metadata;
    const states = { before: before === undefined ? null : shown(before, now), after: shown(after, now) };
    yield {
      event,
      command: commandOf(workflow, recorded),
      policyDigest,
      ...states,
      changes: changesBetween(states.before ?? {}, states.after),
    };
  }
}

/** Most steps of a page: each carries the subject twice. */
export const mostStepsOfPage = 100;

/** Some steps of a life. */
export interface ReplayPage {
  readonly steps: readonly ReplayStep[];
  /** The `fromRevision` of the next page; undefined: this was the last one. */
  readonly next: Revision | undefined;
}

const PageLimit = Range.extend({ limit: countedFrom(1, mostStepsOfPage) });

/**
 * So many steps of what was found as `limit` says, or what is left.
 *
 * @throws {@link InvalidQuery} for what are no revisions, and for a limit below 1 or above {@link mostStepsOfPage}
 */
export const replayPage = async <T extends WorkflowTypes>(
  handler: CommandHandler<T>,
  found: FoundSubject<T>,
  { turn, ...asked }: { readonly fromRevision?: Revision; readonly limit: number } & InTurns,
): Promise<ReplayPage> => {
  const { limit, fromRevision = 0 } = parseQuery(PageLimit, asked);
  const steps: ReplayStep[] = [];
  for await (const step of replayOfSubject(handler, found, { fromRevision, turn })) {
    // One more than is shown tells that there is one.
    if (steps.length === limit) return { steps, next: step.event.revision };
    steps.push(step);
  }
  return { steps, next: undefined };
};
