import { existsSync } from 'node:fs';
import type { Position } from '@phananh/core';
import { epochOf, readPastDamage, StoreLocked } from '@phananh/core/engine';
import type { Gaps, ParkedStream } from '@phananh/core/read-models';
import { policyOfLog } from '@phananh/core/reports';
import { lockReadModels, type RebuildReason, readModels, type SqliteReadModels } from '@phananh/sqlite';
import { grouped } from '../output/table.ts';
import { withIdentity } from '../store/identity.ts';
import { closing, type OpenedStore, openForReading } from '../store/open-store.ts';
import { readModelsPath } from '../store/read-models-path.ts';
import type { StorePlace } from '../store/store-address.ts';
import { type Finding, failure } from './finding.ts';

const what = 'read models';

/** Who computes the read models, whether they go on, and how far they are behind the log. */
export const checkProjections = async (place: StorePlace): Promise<readonly Finding[]> => {
  const path = readModelsPath(place);
  const noLog = place.store.scheme === 'sqlite' && !existsSync(place.store.path);
  if (noLog || !existsSync(path)) return [{ what, state: 'good', found: 'none yet; serve makes them' }];
  try {
    const store = await openForReading(place);
    const workflows = withIdentity(place.workflows);
    const { policy } = await policyOfLog(store).catch(closing(store));
    const models = readModels(path, { policy, workflows });
    try {
      const anew = await models.whyRebuild(store);
      if (anew !== undefined) return [builtAnew(anew), ...followerOf(place, path)];
      const stopped = models.failure();
      if (stopped !== undefined) {
        const todo = `Delete ${path}: it is computed from the log again.`;
        return [{ what, state: 'bad', found: `stopped at ${stopped.position}: ${stopped.message}`, todo }];
      }
      const standing = models.parked();
      const deleted = standing.filter(({ type }) => type === 'deleted-in-store');
      const [parked, ...others] = standing.filter(({ type }) => type !== 'deleted-in-store');
      if (parked !== undefined) {
        const { stream, revision, type, message } = parked;
        const more = others.length === 0 ? '' : `, and ${others.length} more`;
        const found = `parked: ${stream} at revision ${revision} (${type}): ${message}${more}`;
        const todo = 'Update, or mend what wrote it; then phananh parked retry. Or phananh parked skip.';
        return [{ what, state: 'bad', found, todo }, ...deletedIn(deleted, models.gaps())];
      }
      return [
        ...reactionsOf(models),
        await behind(store, models.position() ?? 0),
        ...leftOut(models.gaps()),
        ...deletedIn(deleted, models.gaps()),
        ...followerOf(place, path),
        ...othersOf(models, workflows),
      ];
    } finally {
      await models.close();
      await store.close();
    }
  } catch (error) {
    return [failure(what, error)];
  }
};

/** What the tables say now is not what they will say: nothing else of them is looked at. */
const builtAnew = ({ why, servable }: RebuildReason): Finding => ({
  what,
  state: 'warning',
  found: `the next host computes them anew: ${why}`,
  todo: `${servable ? 'Until then it answers from what is there' : 'Until then it answers nothing that needs them'}. phananh rebuild does it before.`,
});

const leftOut = ({ skippedEvents }: Gaps): readonly Finding[] =>
  skippedEvents === 0
    ? []
    : [
        {
          what,
          state: 'warning',
          found: `events that are left out: ${skippedEvents}`,
          todo: 'phananh parked tells why; phananh rebuild --retry-skipped tries them again.',
        },
      ];

const deletedIn = (deleted: readonly ParkedStream[], { missingReports }: Gaps): readonly Finding[] => {
  if (deleted.length === 0) return [];
  const found = `${grouped(deleted.length)} streams were deleted in the store, such as ${deleted[0]?.stream}; reports that the tables do not have any more: ${grouped(missingReports)}`;
  const todo = 'phananh parked lists them. Their rows stay; after a scavenge a rebuild has none.';
  return [{ what, state: 'bad', found, todo }];
};

const reactionsOf = ({ reactions }: SqliteReadModels): readonly Finding[] => {
  const [first, ...others] = reactions.standing();
  if (first === undefined) return [];
  const { stream, revision, type, command, message } = first;
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  const found = `${command ?? 'something'} could not be given for ${type}, revision ${revision} of ${stream}: ${message}${more}`;
  const todo =
    'phananh parked lists them. Mend what is wrong; then phananh parked retry. Or phananh parked skip.';
  return [{ what: 'reactions', state: 'bad', found, todo }];
};

const mostCounted = 10_000;

const behind = async (store: OpenedStore, after: Position): Promise<Finding> => {
  let count = 0;
  let oldest: string | undefined;
  for await (const { metadata } of readPastDamage(store, { after, limit: mostCounted }, () => {})) {
    oldest ??= metadata.recordedAt;
    count += 1;
  }
  if (oldest === undefined) return { what, state: 'good', found: 'up to date' };
  const events = count === mostCounted ? `${count} events or more` : `${count} events`;
  const seconds = Math.max(0, Math.round((Date.now() - epochOf(oldest)) / 1000));
  const todo = 'A running host catches up by itself; so does the next sla.';
  return { what, state: 'warning', found: `${events} behind, the oldest since ${seconds} s`, todo };
};

/** Streams that no table is computed from here, and that no event of is judged: of workflows that the command was not given. */
const othersOf = (
  { otherStreams }: SqliteReadModels,
  workflows: NonNullable<StorePlace['workflows']>,
): readonly Finding[] =>
  otherStreams(workflows.map(({ workflow }) => workflow)).map(({ category, streams }) => ({
    what: 'workflows',
    state: 'warning',
    found: `${grouped(streams)} streams ${category}-… are of a workflow that this command was not given`,
    todo: '--workflows names its module: then its events are looked at, and its lists.',
  }));

/** Of a log that many may write to: the process that follows it into this file. */
const followerOf = ({ store }: StorePlace, path: string): readonly Finding[] => {
  if (store.scheme === 'sqlite') return [];
  try {
    lockReadModels(path).release();
    return [{ what: 'follower', state: 'good', found: `nobody follows the log into ${path} now` }];
  } catch (error) {
    if (!(error instanceof StoreLocked)) throw error;
    return [{ what: 'follower', state: 'good', found: error.message }];
  }
};
