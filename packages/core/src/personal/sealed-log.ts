import { type Clock, type EventStore, StoreCorrupt } from '../engine/index.ts';
import type { KeyStore } from '../privacy/index.ts';
import { rememberedMilliseconds } from './keyring.ts';
import type { LogIdentity } from './log-identity.ts';
import { type Sealed, type SealedStoreOptions, sealedOver } from './sealed-event-store.ts';
import { beginSealing, demandKeysOf, type LogSealing, sealingOfLog } from './sealing-of-log.ts';

export interface SealedLogOptions extends Omit<SealedStoreOptions, 'log'> {
  /**
   * Whether a log that does not say that its personal values are sealed says so before the first of them, which are sealed from there on.
   * Default: they stay in clear, until somebody else has begun to seal.
   */
  readonly begin?: boolean;
  /** For when sealing began. Default: the system's. */
  readonly clock?: Clock;
}

/**
 * As `sealedEventStore`, for a log that says itself whether its personal values are sealed: what it reads opens with what stands there, and
 * what is appended is sealed if the log says so, or is to begin with it.
 *
 * @throws while it is used, `key-missing` where the keys are not those of the log, unless lost keys are taken for erased
 */
export const sealedLog = <Store extends EventStore>(
  store: Store,
  { begin = false, clock, ...options }: SealedLogOptions,
): Sealed<Store> => {
  const { keys, lostKeys = 'refuse', random, elapsed = () => performance.now() } = options;
  const identity = identityIn(store, {
    begin,
    keys,
    lostKeys,
    elapsed,
    ...(random && { random }),
    ...(clock && { clock }),
  });
  return sealedOver(store, identity, options);
};

const identityIn = (
  store: EventStore,
  {
    begin,
    keys,
    lostKeys,
    elapsed,
    ...how
  }: Pick<SealedLogOptions, 'clock' | 'random'> &
    Required<Pick<SealedLogOptions, 'begin' | 'lostKeys' | 'elapsed'>> & {
      readonly keys: Pick<KeyStore, 'get' | 'create' | 'stateOf'>;
    },
): LogIdentity => {
  let known: string | undefined;
  let isDemanded = lostKeys === 'as-erased';
  let asking: Promise<string | undefined> | undefined;
  let unsealedUntil = Number.NEGATIVE_INFINITY;

  const find = async (): Promise<string | undefined> => {
    const sealing = await sealingOfLog(store);
    known = sealing?.log;
    return known;
  };
  /** The keys are looked at before anything is sealed under one that nobody else would have. */
  const demand = async (): Promise<string | undefined> => {
    const sealing =
      (await sealingOfLog(store)) ?? (begin ? await beginSealing(store, { keys, ...how }) : undefined);
    if (sealing === undefined) unsealedUntil = elapsed() + rememberedMilliseconds;
    return sealing && demanded(sealing);
  };
  const demanded = async (sealing: LogSealing): Promise<string> => {
    if (!isDemanded) await demandKeysOf(sealing, keys);
    isDemanded = true;
    known = sealing.log;
    return known;
  };
  const look = async (): Promise<string | undefined> => {
    const sealing = await sealingOfLog(store);
    return sealing && demanded(sealing);
  };
  /** Several that ask at once are answered by one look. */
  const once = (ask: () => Promise<string | undefined>): Promise<string | undefined> => {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };

  return {
    toOpen: () =>
      known ??
      find().then((log) => {
        if (log !== undefined) return log;
        throw new StoreCorrupt(
          'an event has sealed values, and the log does not say that any are sealed',
          {},
        );
      }),
    toSeal: () => {
      if (known !== undefined && isDemanded) return known;
      return unsealedUntil > elapsed() ? undefined : once(demand);
    },
    // Never by what was so a moment ago: whoever has read something sealed knows that the log is.
    known: () => (known !== undefined && isDemanded ? known : look()),
  };
};
