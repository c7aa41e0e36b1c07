import { StoreUnavailable, StoreUntrusted } from '@phananh/core/store';
import type { Endpoint, ServerAddress } from './address.ts';
import { nodesToTry } from './choose-node.ts';
import type { AskMembers } from './gossip.ts';
import { speaksTls } from './speaks-tls.ts';
import { failureOf, plainMessage, untrusted } from './store-error.ts';

/** Milliseconds in which a node has to answer what it knows of its cluster. A slower one is not used. */
const answerMilliseconds = 3_000;

export interface DiscoverOptions {
  readonly address: Pick<ServerAddress, 'seeds' | 'nodePreference' | 'tls'>;
  readonly askMembers: AskMembers;
  /** From 0 to 1. */
  readonly chance: () => number;
}

/**
 * Finds the node of a cluster to connect to. All seeds are asked at once, and the first answer counts. The node that it names is asked too
 * before it is taken: the others go on naming a node for a while after it has frozen or failed.
 *
 * @param failed the node that was used last, when it failed
 * @throws {@link StoreUntrusted} when no seed can be trusted, else {@link StoreUnavailable} with what each seed answered
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

/** The error of a node that does not answer; undefined when it answers. */
const silenceOf = (askMembers: AskMembers, node: Endpoint): Promise<unknown> =>
  askMembers(node, answerMilliseconds).then(
    () => undefined,
    (cause: unknown) => cause ?? 'no answer',
  );

/** Whether a node answers. */
export const answers = async (askMembers: AskMembers, node: Endpoint): Promise<boolean> =>
  (await silenceOf(askMembers, node)) === undefined;

/** For a node that could not be connected to without TLS. @throws {@link StoreUntrusted} when it uses TLS */
export const assertWithoutTls = async (
  { tls }: Pick<ServerAddress, 'tls'>,
  node: Endpoint,
): Promise<void> => {
  if (!tls && (await speaksTls(node))) throw untrusted(`${shown(node)} uses TLS, and tls=false was said`);
};

/** The error when no node gave an answer. A node that answered and could not be trusted tells more than one that is not there. */
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
