import { setTimeout } from 'node:timers/promises';
import { type EventStore, type SlaPolicy, systemClock } from '@phananh/core';
import { retryReactions } from '@phananh/core/engine';
import {
  everyReaction,
  type LeftOutReaction,
  type NamedReactions,
  runningWorkflows,
  type SqliteReadModels,
  type StandingReaction,
} from '@phananh/sqlite';
import { shownIn } from '../output/shown.ts';
import { table } from '../output/table.ts';
import { CliError } from '../process/errors.ts';
import { withIdentity } from '../store/identity.ts';
import { openReports } from '../store/policy-of-place.ts';
import type { StorePlace } from '../store/store-address.ts';

/** Reactions of this host that could not be given, as the command shows and names them. */

/** `<event id>/<place>`, or an event id for all that it causes. */
const form = /^([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(?:\/(\d+|\?))?$/i;

/** The reactions that a word means; undefined for the name of a stream. */
export const reactionNamed = (what: string | undefined): NamedReactions | undefined => {
  const [, eventId, place] = form.exec(what ?? '') ?? [];
  if (eventId === undefined) return undefined;
  return { eventId, ...(place !== undefined && { index: place === '?' ? null : Number(place) }) };
};

export const nameOfReaction = ({ eventId, index }: Pick<StandingReaction, 'eventId' | 'index'>): string =>
  `${eventId}/${index ?? '?'}`;

const waitedMilliseconds = 10_000;

/**
 * Has tried again what is wanted: by the host that runs, or here where none does.
 *
 * @returns whether it was done
 */
export const retryWanted = async (
  { reactions }: SqliteReadModels,
  store: EventStore,
  {
    hosted,
    policy,
    workflows = [],
  }: {
    readonly hosted: boolean;
    readonly policy: SlaPolicy;
    readonly workflows?: StorePlace['workflows'];
  },
): Promise<boolean> => {
  if (!hosted) {
    const reports = openReports(store, policy);
    const others = runningWorkflows(withIdentity(workflows), { reports, clock: systemClock });
    const manager = everyReaction(others, reports);
    await retryReactions(reactions.wanted(), { manager, store, parked: reactions });
    return true;
  }
  const patience = performance.now() + waitedMilliseconds;
  while (reactions.wanted().length > 0) {
    if (performance.now() >= patience) return false;
    await setTimeout(50);
  }
  return true;
};

/** @throws `missing-workflow` where a reaction that was to be tried again was not, for want of a workflow */
export const demandTried = (
  { reactions }: SqliteReadModels,
  wanted: readonly StandingReaction[],
  { hosted }: { readonly hosted: boolean },
): void => {
  const names = new Set(wanted.map(nameOfReaction));
  const untried = reactions.standing().find((one) => one.missing !== null && names.has(nameOfReaction(one)));
  if (untried === undefined) return;
  const who = hosted ? 'the host that runs' : 'this command';
  throw new CliError(
    'missing-workflow',
    `${nameOfReaction(untried)} stays parked: the workflow ${untried.missing} was not given to ${who}`,
  );
};

/** Why it stands, and why it was not tried where that is so. */
const whyOf = ({ message, missing }: StandingReaction): string =>
  missing === null ? message : `not tried, the workflow ${missing} was not there; before: ${message}`;

const shared = (row: StandingReaction | LeftOutReaction): readonly string[] => [
  nameOfReaction(row),
  `${row.stream} at ${row.revision}`,
  row.type,
  row.command === null ? '(not known)' : `${row.command} to ${row.workflow} ${row.subjectId}`,
];

export const reactionsTable = (rows: readonly StandingReaction[], zone: string): string =>
  table(
    ['reaction', 'to', 'type', 'would give', 'since', 'attempts', 'why'],
    rows.map((row) => [...shared(row), shownIn(zone)(row.parkedAt), String(row.attempts), whyOf(row)]),
  );

export const leftOutTable = (rows: readonly LeftOutReaction[], zone: string): string =>
  table(
    ['reaction left out', 'to', 'type', 'would give', 'since', 'reason'],
    rows.map((row) => [...shared(row), shownIn(zone)(row.skippedAt), row.reason]),
  );
