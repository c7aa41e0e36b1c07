import { PhananhError } from '@phananh/core';
import { isMendable } from '@phananh/core/engine';
import type { FastifyBaseLogger } from 'fastify';
import { notReady, unmended } from './not-ready.ts';

/** A host that refuses everybody is not ready, whatever else it can do. The message is for its log. */
export const demandLetIn = async (
  letsIn: () => Promise<void>,
  log: Pick<FastifyBaseLogger, 'error'>,
): Promise<void> => {
  try {
    await letsIn();
  } catch (error) {
    if (!(error instanceof PhananhError)) throw error;
    if (isMendable(error)) throw unmended(error.code);
    log.error({ err: error }, 'nobody is let in');
    throw notReady(`nobody is let in: ${error.code}`, 'sign-in');
  }
};
