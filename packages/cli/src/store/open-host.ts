import { categoryOf, streamOf } from '@phananh/core/engine';
import { attachmentWorkflow, bulkRunWorkflow, erasureWorkflow } from '@phananh/core/reports';
import type { FollowedSubscription } from '@phananh/http';
import { type RunningReports, type RunOptions, runReports } from '@phananh/sqlite';
import { saying } from '../progress/waiting-lines.ts';
import { withIdentityFor } from './identity.ts';
import { sealingOf } from './key-places.ts';
import { openEventStoreDb, sayUpgrade, type Watching, waitingFor } from './open-store.ts';
import { readModelsPath } from './read-models-path.ts';
import { serverLog } from './server-log.ts';
import type { StorePlace } from './store-address.ts';

/** Everything that a host runs, and how the log is followed where that takes a connection. */
export interface OpenedHost extends RunningReports {
  readonly subscriptions?: () => readonly FollowedSubscription[];
}

/** Starts what a host runs, over a store of any kind. */
export const openHost = async (
  place: StorePlace,
  {
    onSubscriptionDropped,
    onRepeat,
    ...on
  }: Pick<RunOptions, 'policy' | 'timers' | 'onError' | 'onTick' | 'onPolicyAdopted'> & Watching,
): Promise<OpenedHost> => {
  const path = readModelsPath(place);
  const workflows = withIdentityFor(place);
  const sealing = sealingOf(place);
  if (place.store.scheme === 'sqlite')
    return runReports({
      file: place.store.path,
      readModels: path,
      workflows,
      sealing,
      onUpgrade: sayUpgrade,
      ...on,
    });
  const waiting = waitingFor(place.store);
  let starting = true;
  const store = await openEventStoreDb(place.store, {
    workflows,
    onRepeat: (repeat) => {
      if (starting) waiting.repeated(repeat);
      else onRepeat?.(repeat);
    },
    ...(onSubscriptionDropped && { onSubscriptionDropped }),
  });
  const log = serverLog(place.store);
  const running = await saying(
    waiting,
    runReports({ store, log, readModels: path, workflows, sealing, ...on }),
  );
  starting = false;
  /** The two that follow it: the thread of the read models, and the process manager. */
  const subscriptions = (): readonly FollowedSubscription[] => {
    const following = running.readModels.following();
    return [
      ...(following === undefined ? [] : [{ follower: 'read models', ...following }]),
      ...store.subscriptionStates().map((state) => ({ follower: followerOf(state), ...state })),
    ];
  };
  return { ...running, subscriptions };
};

/** Who makes the public copies of photos, who erases people, and reactions of workflows beside reports follow their streams alone. */
const followerOf = ({ streamPrefix }: { readonly streamPrefix: string }): string => {
  if (streamPrefix === '') return 'process manager';
  if (streamPrefix === streamOf(attachmentWorkflow, '')) return 'copies of photos';
  if (streamPrefix === streamOf(erasureWorkflow, '')) return 'erasures';
  if (streamPrefix === streamOf(bulkRunWorkflow, '')) return 'bulk runs';
  return `process manager of ${categoryOf(streamPrefix)}`;
};
