import { setTimeout } from 'node:timers/promises';
import { StoreLocked } from '@phananh/core/engine';
import type { StorePlace } from '../store/store-address.ts';
import { adminSocketPath } from './socket-path.ts';

/** How long is waited for who holds a store and does not answer: another command, or a host that starts again. */
const patienceMilliseconds = 10_000;
const pauseMilliseconds = 100;

/**
 * Does something with a store that one alone writes to: with the store itself, or through the host that holds it. Who holds it and
 * does not answer, another command or a host that starts again under another policy, is waited for.
 *
 * @param ask undefined when no host answers
 * @throws {@link StoreLocked} when nobody answers for ten seconds
 */
export const holdOrAsk = async <Answer>(
  place: StorePlace,
  {
    hold,
    ask,
  }: {
    readonly hold: () => Promise<Answer>;
    readonly ask: (socket: string) => Promise<Answer | undefined>;
  },
): Promise<Answer> => {
  const patience = performance.now() + patienceMilliseconds;
  for (;;) {
    try {
      return await hold();
    } catch (error) {
      if (!(error instanceof StoreLocked)) throw error;
      const socket = adminSocketPath(place);
      const answer = socket === undefined ? undefined : await ask(socket);
      if (answer !== undefined) return answer;
      if (performance.now() > patience) throw error;
    }
    await setTimeout(pauseMilliseconds);
  }
};
