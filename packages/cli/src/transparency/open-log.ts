import type { EventStore } from '@phananh/core';
import type { ProvenStream } from '@phananh/core/audit';
import { systemClock } from '@phananh/core/engine';
import type { HostOptions } from '@phananh/http';
import type { KeptCheckpoint, LogServer, RunLogOptions, RunningLog } from '@phananh/transparency';
import type { Settings } from '../config/settings.ts';
import { besideStore } from '../store/beside-store.ts';
import { openAsStored } from '../store/open-store.ts';
import type { StorePlace } from '../store/store-address.ts';
import { everySecond } from './every-second.ts';

/** Where the log lies, as configured or beside the store. */
export const logPlaces = (place: StorePlace, { folder, key }: Settings['transparency']) => {
  return { folder: folder ?? besideStore(place, '.log'), key: key ?? besideStore(place, '.log.key') };
};

/**
 * Follows the store and signs its log; undefined where none is configured, or another host signs.
 *
 * @throws `log-key-missing`, `second-signer`, `log-differs`, `log-behind`
 */
export const signLog = async (
  place: StorePlace,
  settings: Settings['transparency'],
  on: {
    /** The store of the host: the first start of its signer writes down there that it signs. */
    readonly store?: Pick<EventStore, 'readStream' | 'append'>;
    readonly onError: (error: unknown) => void;
    /** Told of a witness that did not cosign. */
    readonly onNotCosigned?: (error: unknown) => void;
    readonly onPublished: (kept: KeptCheckpoint) => void;
  },
): Promise<RunningLog | undefined> => {
  const { origin, signer, seconds, events } = settings;
  if (origin === undefined || !signer) return undefined;
  const { store: named, onNotCosigned: notCosigned = on.onError, ...told } = on;
  const { runLog } = await import('@phananh/transparency');
  const cosign = await cosigning(settings, notCosigned);
  const wakes = everySecond();
  // The log commits to what is stored, whoever may read it.
  const store = await openAsStored(place, wakes);
  const end = async (): Promise<void> => {
    wakes.end();
    await store.close();
  };
  try {
    const log = await runLog({
      store,
      origin,
      pace: { seconds, events },
      ...logPlaces(place, settings),
      ...(named && { naming: { store: named, at: systemClock.now() } }),
      ...(cosign && { cosign }),
      ...told,
    });
    const close = async (): Promise<void> => {
      await log.close();
      await end();
    };
    return { ...log, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await end();
    throw error;
  }
};

/** Asks the witnesses that are configured. @throws `key-malformed` */
const cosigning = async (
  { witnesses }: Settings['transparency'],
  onError: (error: unknown) => void,
): Promise<RunLogOptions['cosign']> => {
  if (witnesses.length === 0) return undefined;
  const { askWitnesses, nodeCrypto } = await import('@phananh/transparency');
  const { readVerifierKey } = await import('@phananh/core/transparency');
  const asked = await Promise.all(
    witnesses.map(async ({ url, key }) => ({ url, key: await readVerifierKey(nodeCrypto, key) })),
  );
  return askWitnesses({ witnesses: asked, onError });
};

/**
 * The events of a stream with their proofs, from the store as it is.
 *
 * @throws `log-not-covered`, `log-key-missing`, `log-differs`
 */
export const proveStream = async (
  place: StorePlace,
  settings: Settings['transparency'],
  stream: string,
): Promise<ProvenStream> => {
  const { provenStream } = await import('@phananh/transparency');
  const store = await openAsStored(place);
  try {
    return await provenStream({ store, ...logPlaces(place, settings) }, stream);
  } finally {
    await store.close();
  }
};

/** What is served of a log by whichever host has its folder, the signer or another; undefined where none is configured. */
export const serveLog = async (
  place: StorePlace,
  settings: Settings['transparency'],
): Promise<
  | (LogServer & Pick<Required<NonNullable<HostOptions['transparencyLog']>>, 'prove' | 'verifyPage'>)
  | undefined
> => {
  if (settings.origin === undefined) return undefined;
  const { logServer, verifyPage } = await import('@phananh/transparency');
  return {
    ...logServer(logPlaces(place, settings).folder),
    prove: (stream) => proveStream(place, settings, stream),
    verifyPage,
  };
};
