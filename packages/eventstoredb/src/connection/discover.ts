import { StoreUnavailable } from '@phananh/core/store';
import { failureOf } from '../store-error.ts';
import type { Endpoint, ServerAddress } from './address.ts';
import { nodesToTry } from './choose-node.ts';
import type { AskMembers } from './gossip.ts';

/** Milliseconds in which a node says what it knows. One that takes longer serves nobody well. */
const answerMilliseconds = 3_000;

export interface DiscoverOptions {
  readonly address: Pick<ServerAddress, 'seeds' | 'nodePreference'>;
  readonly askMembers: AskMembers;
  /** From 0 to 1. */
  readonly chance: () => number;
}

/**
 * The node of a cluster to connect to. Every seed is asked at once, and the first answer counts; the node that it names is
 * taken when it answers itself, because others go on naming one that has just frozen or fallen out.
 *
 * @param failed the node that was connected last
 * @throws {@link StoreUntrusted} when no seed can be trusted, else {@link StoreUnavailable} that says what the seeds said
 */
export const discover = async (
  { address, askMembers, chance }: DiscoverOptions,
  failed: Endpoint | undefined,
): Promise<Endpoint> => {
  const asked = address.seeds.map((seed) => askMembers(seed, answerMilliseconds));
  const members = await Promise.any(asked).catch(({ errors }: AggregateError) => {
    throw nobodyAnswered(address.seeds, errors);
  });
  for (const node of nodesToTry(members, address.nodePreference, failed, chance)) {
    if (await answers(askMembers, node)) return node;
  }
  throw new StoreUnavailable(
    `no node of the cluster can be used: gossip names ${members.length}, and none of those that serve answers`,
    { reason: 'no-node' },
  );
};

/** Whether a node says anything at all. */
export const answers = (askMembers: AskMembers, node: Endpoint): Promise<boolean> =>
  askMembers(node, answerMilliseconds).then(
    () => true,
    () => false,
  );

/** What a server that is there says matters more than that another one is not there. */
const nobodyAnswered = (seeds: readonly Endpoint[], causes: readonly unknown[]): unknown => {
  const untrusted = causes.map((cause) => failureOf(cause, null)).find(({ kind }) => kind === 'final');
  if (untrusted?.kind === 'final') return untrusted.error;
  const said = causes.map((cause, index) => {
    const { host = '', port = 0 } = seeds[index] ?? {};
    return `${host}:${port}: ${cause instanceof Error ? cause.message : String(cause)}`;
  });
  return new StoreUnavailable(
    `no node of the event store's cluster answers (${said.join('; ')})`,
    { reason: 'no-seed' },
    { cause: causes[0] },
  );
};
