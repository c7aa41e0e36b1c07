import { StoreUnavailable, StoreUntrusted } from '@phananh/core/store';
import type { Endpoint, ServerAddress } from './address.ts';
import { nodesToTry } from './choose-node.ts';
import type { AskMembers } from './gossip.ts';
import { speaksTls } from './speaks-tls.ts';
import { failureOf, plainMessage, untrusted } from './store-error.ts';

/** Milliseconds in which a node says what it knows. One that takes longer serves nobody well. */
const answerMilliseconds = 3_000;

export interface DiscoverOptions {
  readonly address: Pick<ServerAddress, 'seeds' | 'nodePreference' | 'tls'>;
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
  const members = await Promise.any(asked).catch(async ({ errors }: AggregateError) => {
    throw await nobodyAnswered(address, address.seeds, errors, {
      what: "no node of the event store's cluster answers",
      reason: 'no-seed',
    });
  });
  const nodes = nodesToTry(members, address.nodePreference, failed, chance);
  const causes: unknown[] = [];
  for (const node of nodes) {
    const cause = await silenceOf(askMembers, node);
    if (cause === undefined) return node;
    causes.push(cause);
  }
  throw await nobodyAnswered(address, nodes, causes, {
    what: `no node of the cluster can be used: gossip names ${members.length}, and none of those that serve answers`,
    reason: nodes.length === 0 ? 'no-leader' : 'no-node',
  });
};

/** Why a node says nothing at all; undefined when it does. */
const silenceOf = (askMembers: AskMembers, node: Endpoint): Promise<unknown> =>
  askMembers(node, answerMilliseconds).then(
    () => undefined,
    (cause: unknown) => cause ?? 'no answer',
  );

/** Whether a node says anything at all. */
export const answers = async (askMembers: AskMembers, node: Endpoint): Promise<boolean> =>
  (await silenceOf(askMembers, node)) === undefined;

/** A node that was given up without TLS. @throws {@link StoreUntrusted} when it is one that uses it */
export const assertWithoutTls = async (
  { tls }: Pick<ServerAddress, 'tls'>,
  node: Endpoint,
): Promise<void> => {
  if (!tls && (await speaksTls(node))) throw untrusted(`${shown(node)} uses TLS, and tls=false was said`);
};

/** What a server that is there says matters more than that another one is not there. */
const nobodyAnswered = async (
  address: Pick<ServerAddress, 'tls'>,
  nodes: readonly Endpoint[],
  causes: readonly unknown[],
  { what, reason }: { readonly what: string; readonly reason: string },
): Promise<unknown> => {
  const met = nodes.map((node, index) => ({ node, cause: causes[index] }));
  for (const { node, cause } of met) {
    const failure = failureOf(cause, null);
    if (failure.kind !== 'final') continue;
    return failure.error instanceof StoreUntrusted
      ? untrusted(`${shown(node)}: ${plainMessage(cause)}`, cause)
      : failure.error;
  }
  const asked = await Promise.allSettled(nodes.map((node) => assertWithoutTls(address, node)));
  const other = asked.find(({ status }) => status === 'rejected');
  if (other?.status === 'rejected') return other.reason;
  const said = met.map(({ node, cause }) => `${shown(node)}: ${plainMessage(cause)}`).join('; ');
  const details = said === '' ? '' : ` (${said})`;
  return new StoreUnavailable(`${what}${details}`, { reason }, { cause: causes[0] });
};

const shown = ({ host, port }: Endpoint): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;
