import { endOfLog, type OpenedStore, openForReading } from '../open-store.ts';
import { type StoreAddress, shownStore } from '../store-address.ts';
import { type Finding, failure } from './finding.ts';
import { checkLog } from './log.ts';

/** The store's server: whether it answers, lets us in, and gives the whole log. Writes nothing. */
export const checkStoreServer = async (address: StoreAddress): Promise<readonly Finding[]> => {
  try {
    const store = await openForReading({ store: address });
    try {
      const started = performance.now();
      const end = await endOfLog(store);
      const milliseconds = Math.round(performance.now() - started);
      const found = `${shownStore(address)} answers in ${milliseconds} ms; its log ends at ${end}`;
      const good: Finding = { what: 'store', state: 'good', found };
      return [good, await checkSubscription(store, end), ...(await checkLog(store, end))];
    } finally {
      await store.close();
    }
  } catch (error) {
    return [failure('store', error)];
  }
};

const patienceMilliseconds = 15_000;

/** Whether the log can be followed from where it ends: with rights to it, and by a server that tells when that is. */
const checkSubscription = async (store: OpenedStore, after: number): Promise<Finding> => {
  const what = 'subscription';
  const started = performance.now();
  const signal = AbortSignal.timeout(patienceMilliseconds);
  try {
    for await (const { caughtUp } of store.subscribe({ after, signal })) {
      if (!caughtUp) continue;
      return { what, state: 'good', found: `caught up in ${Math.round(performance.now() - started)} ms` };
    }
    const reason = store.lastPosition && store.subscriptionStates()[0]?.lastDrop;
    const found = `did not catch up within ${patienceMilliseconds / 1000} s${reason ? `: ${reason}` : ''}`;
    return { what, state: 'bad', found, todo: 'See whether the cluster has a leader, and its log.' };
  } catch (error) {
    return failure(what, error);
  }
};
