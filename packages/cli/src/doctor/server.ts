import type { EventFault } from '@phananh/core/engine';
import type { Right, TriedRight } from '@phananh/eventstoredb';
import { endOfLog } from '../store/end-of-log.ts';
import { faultOf, type OpenedStore, openEventStoreDb } from '../store/open-store.ts';
import { type ServerAddress, type StorePlace, shownStore } from '../store/store-address.ts';
import { type Finding, failure } from './finding.ts';
import { checkLog } from './log.ts';

/** What was found of a server, and whether its log can be read at all. */
export interface CheckedServer {
  readonly findings: readonly Finding[];
  readonly isReadable: boolean;
}

/** The store's server: whether it answers, what it lets us do, and whether it gives the whole log. Writes nothing. */
export const checkStoreServer = async (
  address: ServerAddress,
  { workflows = [] }: Pick<StorePlace, 'workflows'>,
): Promise<CheckedServer> => {
  try {
    const store = await openEventStoreDb(address, { workflows });
    try {
      const tried = await store.tryRights();
      const rights = rightFindings(tried);
      if (tried.some(({ right, error }) => right === 'read-log' && error !== undefined))
        return { findings: rights, isReadable: false };
      const read = await checkContents(store, address, faultOf(workflows));
      return { ...read, findings: [...rights, ...read.findings] };
    } finally {
      await store.close();
    }
  } catch (error) {
    return { findings: [failure('store', error)], isReadable: false };
  }
};

const checkContents = async (
  store: OpenedStore,
  address: ServerAddress,
  fault: EventFault,
): Promise<CheckedServer> => {
  const started = performance.now();
  const end = await endOfLog(store);
  const milliseconds = Math.round(performance.now() - started);
  const found = `${shownStore(address)} answers in ${milliseconds} ms; its log ends at ${end}`;
  const good: Finding = { what: 'store', state: 'good', found };
  const subscription = await checkSubscription(store, end);
  const findings = [good, subscription, ...(await checkLog(store, end, fault))];
  return { findings, isReadable: subscription.state === 'good' };
};

/** In words, and what is missing without each. */
const rightsInWords: { readonly [Each in Right]: readonly [words: string, todo: string] } = {
  'read-log': [
    'read the whole log ($all)',
    'No read models can follow without it. Name the user under $r in the $acl of $$$all.',
  ],
  'read-streams': [
    'read streams',
    'No command can be decided without it. Name the user under $r of the streams, in $userStreamAcl of $settings or a policy.',
  ],
  'read-metadata': [
    'read the metadata of streams ($mr)',
    'Without it a deleted stream looks like one that never was: an unknown report is refused with 503 instead of 404. Name the user under $mr of the streams, in $userStreamAcl of $settings or a policy.',
  ],
  'write-streams': [
    'write streams',
    'Every command is refused without it. Name the user under $w of the streams, in $userStreamAcl of $settings or a policy.',
  ],
};

const rightFindings = (tried: readonly TriedRight[]): readonly Finding[] => {
  const what = 'rights';
  const wordsOf = ({ right }: TriedRight): string => rightsInWords[right][0];
  const held = tried.filter(({ error }) => error === undefined);
  const denied = tried.filter(({ error }) => error !== undefined);
  return [
    ...(held.length === 0
      ? []
      : [{ what, state: 'good', found: `the user may ${held.map(wordsOf).join(', ')}` } as const]),
    ...denied.map(
      (one): Finding => ({
        what,
        state: 'bad',
        found: `${one.error?.code}: the user may not ${wordsOf(one)}${one.of ? `: ${one.of.join(', ')}` : ''}`,
        todo: rightsInWords[one.right][1],
      }),
    ),
  ];
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
