import type { EventStoreDBClient } from '@eventstore/db-client';
import { type Channel, connectivityState } from '@grpc/grpc-js';
import { StoreUnavailable } from '@phananh/core/store';
import type { Endpoint, ServerAddress } from './address.ts';
import type { OpenChannel } from './channel.ts';
import { isSame } from './choose-node.ts';
import { answers, assertWithoutTls, discover } from './discover.ts';
import { askMembersOver } from './gossip.ts';
import { type NodeClient, nodeClient } from './node-client.ts';
import { reconnectionFor } from './reconnection.ts';

/** One node at a time, found anew when it fails. */
export interface Connection {
  /** The client of the node in use. @throws {@link StoreUnavailable} or {@link StoreUntrusted} when none is to be had now */
  client(): Promise<EventStoreDBClient>;
  /** A call had no answer in time: the node is asked whether it is there, and left when it is not. */
  suspect(): void;
  close(): void;
}

interface Node extends NodeClient {
  readonly endpoint: Endpoint;
  readonly channel: Channel;
}

/** @param open opens a channel to a node of that address */
export const connectionOver = (
  address: ServerAddress,
  open: OpenChannel,
  chance: () => number,
): Connection => {
  const askMembers = askMembersOver(open);
  let current: Promise<Node> | undefined;
  /** Not used any more, but for calls that were under way. */
  let left: readonly Node[] = [];
  /** Where the server said that the leader is. */
  let named: Endpoint | undefined;
  let failed: Endpoint | undefined;
  /** Whether no connection to the node that failed had come about. */
  let unreached = false;
  let suspicion: Promise<void> | undefined;
  let closed = false;

  const find = async (): Promise<Endpoint> => {
    const hint = named;
    named = undefined;
    // Whoever says it may not know yet that it has just frozen or fallen out.
    if (hint !== undefined && (await answers(askMembers, hint))) return hint;
    const [seed] = address.seeds;
    if (seed !== undefined && !address.discovers) {
      if (unreached) await assertWithoutTls(address, seed);
      return seed;
    }
    return discover({ address, askMembers, chance }, failed);
  };

  const connect = async (): Promise<Node> => {
    const endpoint = await find();
    const channel = open(endpoint);
    const node: Node = {
      endpoint,
      channel,
      ...nodeClient(endpoint, address, channel, (error) => {
        const reconnection = reconnectionFor(error);
        if (reconnection !== undefined) void leave(node, reconnection.leader);
      }),
    };
    if (closed) end(node);
    return node;
  };

  /** The next call looks for a node again. What is under way over this one may still end well. */
  const leave = async (node: Node, leader?: Endpoint): Promise<void> => {
    const used = current;
    if ((await used?.catch(() => undefined)) !== node || current !== used) return;
    current = undefined;
    failed = node.endpoint;
    unreached = isUnreached(node.channel);
    named = leader !== undefined && !isSame(leader, node.endpoint) ? leader : undefined;
    node.channel.close();
    left = [...left.filter((other) => other.isUsed()), node];
  };

  const end = ({ client, channel }: Node): void => {
    // Not awaited: it cancels every call at once, and then waits for calls that never tell of their end.
    client.dispose().catch(() => {});
    channel.close();
  };

  const isThere = async (): Promise<void> => {
    const node = await current;
    if (node === undefined) return;
    await askMembers(node.endpoint, silenceMilliseconds).catch(() => leave(node));
  };

  return {
    async client() {
      // Whoever asked a node that has frozen would wait as long as the one who found that out.
      await suspicion;
      if (closed) throw new StoreUnavailable('the event store is closed', { reason: 'closed' });
      if (current === undefined) {
        const connecting = connect();
        current = connecting;
        connecting.catch(() => {
          if (current === connecting) current = undefined;
        });
      }
      return (await current).client;
    },
    suspect() {
      if (!address.discovers) return;
      suspicion ??= isThere()
        .catch(() => {})
        .finally(() => {
          suspicion = undefined;
        });
    },
    close() {
      closed = true;
      current?.then(end, () => {});
      for (const node of left) end(node);
    },
  };
};

const isUnreached = (channel: Channel): boolean => {
  const state = channel.getConnectivityState(false);
  return state === connectivityState.CONNECTING || state === connectivityState.TRANSIENT_FAILURE;
};

/** Milliseconds in which a node that was silent says that it is there. */
const silenceMilliseconds = 2_000;
