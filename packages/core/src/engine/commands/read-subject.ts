import { z } from 'zod';
import { type Actor, normalActor } from '../base/actor.ts';
import { NotFound } from '../base/errors.ts';
import { type InTurns, inTurns, turnBefore } from '../base/in-turns.ts';
import { parseQuery } from '../base/invalid-query.ts';
import type { JsonObject } from '../base/json.ts';
import type { Revision } from '../base/places.ts';
import type { RecordedEvent } from '../log/envelope.ts';
import type { Workflow, WorkflowTypes } from '../workflow/workflow.ts';
import type { CommandHandler } from './command-handler.ts';
import { withCorrections } from './corrections.ts';
import type { UpTo } from './past.ts';
import { countedFrom, pastOf } from './past.ts';
import type { Snapshot } from './snapshots.ts';
import { type EventView, eventFor, subjectFor } from './view.ts';

/** The one way in which a subject is read, over HTTP, by code and on the command line. */

/**
 * As whom is read. With the key `actor`, what they may see: somebody who is not known when it is undefined. Without the
 * key, for the code itself: what the workflow shows to the system.
 */
export interface ReadAs {
  readonly actor?: Actor | undefined;
}

/** Code that reads for nobody in particular. */
const codeItself: Actor = { kind: 'system', id: 'code' };

/** A subject that somebody may know of. */
export interface FoundSubject<T extends WorkflowTypes = WorkflowTypes> {
  readonly id: string;
  readonly actor: Actor | undefined;
  readonly audience: T['audience'];
  /** As it is: what is redacted now is hidden in the past too. */
  readonly current: Snapshot<T['state']>;
  /** As it was asked for. */
  readonly shown: Snapshot<T['state']>;
  /** The moment that it is shown of; undefined: now. */
  readonly moment: string | undefined;
  /** The last revision that was known of what is shown: corrections up to it are in it, whenever the events were. */
  readonly knownRevision: Revision;
}

/**
 * Finds a subject, now or in the past, for somebody.
 *
 * @throws {@link NotFound} when there is none, when they may not know of it, and for a past that it does not have;
 *   {@link InvalidQuery} as {@link pastOf} does
 */
export const findSubject = async <T extends WorkflowTypes>(
  { workflow, load }: CommandHandler<T>,
  id: string,
  { turn, ...asked }: UpTo & ReadAs & InTurns = {},
): Promise<FoundSubject<T>> => {
  const past = pastOf(asked);
  const { revision, at, knownAt } = past;
  const reader = 'actor' in asked ? asked.actor : codeItself;
  const actor = reader && normalActor(reader);
  const current = await load(id, undefined, { turn });
  const audience = current && workflow.audienceOf(current.state, actor);
  if (current === undefined || audience === undefined) throw new NotFound(workflow.name, id);
  if (revision === undefined && at === undefined && knownAt === undefined)
    return {
      id,
      actor,
      audience,
      current,
      shown: current,
      moment: undefined,
      knownRevision: current.revision,
    };
  await turnBefore(current.revision, { turn });
  const shown = await load(id, past, { turn });
  // A revision that is still to come is not the last one that there is.
  if (shown === undefined || (revision !== undefined && shown.revision < revision))
    throw new NotFound(workflow.name, id, `at ${at ?? knownAt ?? `revision ${revision}`}`);
  const known =
    at === undefined ? shown : knownAt === undefined ? current : await load(id, { knownAt }, { turn });
  return {
    id,
    actor,
    audience,
    current,
    shown,
    moment: at ?? knownAt ?? shown.occurredAt,
    knownRevision: known?.revision ?? shown.revision,
  };
};

/** A subject as somebody may see it. The fields beside these are those of the workflow's view. */
export type SubjectView = JsonObject & {
  readonly revision: Revision;
  readonly position: number;
  /** What they can do next. Absent for the past, of which nothing can be said that could still be done. */
  readonly allowedCommands?: readonly string[];
};

/** What was found, as who looked for it may see it. */
export const viewOfSubject = <T extends WorkflowTypes>(
  { workflow, policy, clock, allowedCommands }: CommandHandler<T>,
  { id, actor, audience, current, shown, moment }: FoundSubject<T>,
): SubjectView => ({
  ...subjectFor(
    workflow,
    audience,
    { id, state: shown.state, current: current.state },
    { now: moment ?? clock.now(), policy },
  ),
  revision: shown.revision,
  position: shown.position,
  ...(moment === undefined && {
    allowedCommands: actor === undefined ? [] : allowedCommands(shown.state, actor),
  }),
});

/** Some events of a subject. */
export interface HistoryRange {
  /** Default 0. */
  readonly fromRevision?: Revision;
  /** Up to this revision, and not beyond what was there when the subject was found. */
  readonly toRevision?: Revision;
  /** Corrected by what the log knew at this revision. Default `toRevision`: what stood there then. */
  readonly knownRevision?: Revision;
}

const Range = z.looseObject({
  fromRevision: countedFrom(0).optional(),
  toRevision: countedFrom(0).optional(),
  knownRevision: countedFrom(0).optional(),
});

/** Most events of a page. */
export const mostEventsOfPage = 1_000;
const PageLimit = Range.extend({ limit: countedFrom(1, mostEventsOfPage) });

/**
 * The events of what was found, in order, as who looked for it may see them.
 *
 * @throws {@link InvalidQuery} for what are no revisions
 */
export async function* historyOfSubject<T extends WorkflowTypes>(
  { workflow, history }: CommandHandler<T>,
  { id, audience, current }: FoundSubject<T>,
  { turn, ...asked }: HistoryRange & InTurns = {},
): AsyncGenerator<EventView, undefined> {
  const { fromRevision = 0, toRevision = current.revision, knownRevision } = parseQuery(Range, asked);
  const last = Math.min(toRevision, current.revision);
  const range = { fromRevision, toRevision: last, knownRevision: Math.max(last, knownRevision ?? last) };
  if (range.fromRevision > range.toRevision) return;
  await turnBefore(range.toRevision - range.fromRevision, { turn });
  for await (const event of inTurns(shownEvents(workflow, history, id, range), { turn })) {
    const view = eventFor(workflow, audience, current.state, event);
    if (view !== undefined) yield view;
  }
}

/**
 * Events as they are shown, corrected by what the log knew at the last revision that is asked for: whoever asks for the revisions
 * before a correction sees what stood there. Of a stream that can have none, no more is read than is asked for.
 */
async function* shownEvents<T extends WorkflowTypes>(
  workflow: Workflow<T>,
  history: CommandHandler<T>['history'],
  id: string,
  { fromRevision, toRevision, knownRevision }: Required<HistoryRange> & { readonly knownRevision: Revision },
): AsyncGenerator<RecordedEvent> {
  const { corrections } = workflow;
  if (corrections !== undefined) {
    for await (const first of history(id, { fromRevision: 0, toRevision: 0 })) {
      if (!corrections.mayFollow(first)) break;
      const known = await Array.fromAsync(history(id, { toRevision: knownRevision }));
      yield* withCorrections(workflow, known).filter(
        ({ revision }) => fromRevision <= revision && revision <= toRevision,
      );
      return;
    }
  }
  yield* history(id, { fromRevision, toRevision });
}

/** Events of a subject, and where the next ones are. */
export interface HistoryPage {
  readonly events: readonly EventView[];
  /** The last revision that there was; a page that is asked for with it as `toRevision` goes on in the same history. */
  readonly revision: Revision;
  /** The `fromRevision` of the next page; undefined: this was the last one. */
  readonly next: Revision | undefined;
}

/** Most events that are looked at for one page, when most of them are not for who asks. */
const mostLookedAt = 5_000;

/**
 * So many events of what was found as `limit` says, or fewer: where many in a row are not for who asks, a page may even be empty and not
 * the last one.
 *
 * @throws {@link InvalidQuery} for what are no revisions, and for a limit below 1 or above {@link mostEventsOfPage}
 */
export const historyPage = async <T extends WorkflowTypes>(
  handler: CommandHandler<T>,
  found: FoundSubject<T>,
  { turn, ...asked }: HistoryRange & InTurns & { readonly limit: number },
): Promise<HistoryPage> => {
  const { limit, fromRevision = 0, toRevision = found.current.revision } = parseQuery(PageLimit, asked);
  const { revision } = found.current;
  const events: EventView[] = [];
  const end = Math.min(toRevision, revision);
  const lookedAt = {
    fromRevision,
    toRevision: Math.min(end, fromRevision + mostLookedAt - 1),
    knownRevision: end,
  };
  for await (const event of historyOfSubject(handler, found, { ...lookedAt, turn })) {
    // One more than is shown tells that there is one.
    if (events.length === limit) return { events, revision, next: event.revision };
    events.push(event);
  }
  return { events, revision, next: lookedAt.toRevision < end ? lookedAt.toRevision + 1 : undefined };
};
