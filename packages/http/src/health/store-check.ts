import { type EventStore, PhananhError } from '@phananh/core';
import { isMendable, type StoreHealth } from '@phananh/core/engine';
import type { FastifyBaseLogger } from 'fastify';
import { notReady, unmended } from './not-ready.ts';

/** How far the store is looked through, while it is. The message is for the log of the host: it names files and streams. */
export const checkOrNotReady = async (
  health: () => Promise<StoreHealth>,
  log: FastifyBaseLogger,
): Promise<StoreHealth['check']> => {
  const { failure, check } = await health().catch(asFailure);
  if (failure === undefined) return check;
  log.error({ err: failure }, 'the store is not well');
  if (isMendable(failure)) throw unmended(failure.code);
  // What names no file may be told to everybody.
  const why = failure.details.reason === 'SQLITE_FULL' ? ', no space left on its disk' : '';
  throw notReady(`the store is not well: ${failure.code}${why}`, 'store');
};

export const storeHealth = async (store: EventStore): Promise<StoreHealth> => (await store.health?.()) ?? {};

const asFailure = (error: unknown): StoreHealth => {
  if (error instanceof PhananhError) return { failure: error };
  throw error;
};
