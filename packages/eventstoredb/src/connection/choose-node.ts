import type { Endpoint, NodePreference } from './address.ts';

/** A node of a cluster, as another node's gossip describes it. */
export interface Member {
  readonly endpoint: Endpoint;
  readonly isAlive: boolean;
  /** `other`: it serves nobody. */
  readonly state: 'leader' | 'follower' | 'read-only-replica' | 'other';
}

const preferred = {
  leader: 'leader',
  follower: 'follower',
  read_only_replica: 'read-only-replica',
  random: undefined,
} as const satisfies { readonly [P in NodePreference]: Member['state'] | undefined };

/**
 * The nodes to try, best first: only those that are alive and serve. Nodes of the preferred state come first; of two nodes in the same
 * state, the one that failed last comes after the other.
 *
 * @param chance gives random numbers from 0 to 1, which order the nodes that are equally good
 */
export const nodesToTry = (
  members: readonly Member[],
  preference: NodePreference,
  failed: Endpoint | undefined,
  chance: () => number,
): readonly Endpoint[] =>
  members
    .filter(({ isAlive, state }) => isAlive && state !== 'other')
    .map(({ endpoint, state }) => ({
      endpoint,
      score: (state === preferred[preference] ? 2 : 0) + (isSame(endpoint, failed) ? 0 : 1) + chance() / 2,
    }))
    .toSorted((one, other) => other.score - one.score)
    .map(({ endpoint }) => endpoint);

export const isSame = (one: Endpoint, other: Endpoint | undefined): boolean =>
  one.host === other?.host && one.port === other.port;
