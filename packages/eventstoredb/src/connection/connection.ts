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

/** A connection to one node at a time. When the node fails, another one is looked for. */
export interface Connection {
  /** The client of the node in use. @throws {@link StoreUnavailable} or {@link StoreUntrusted} when no node can be reached now */
  client(): Promise<EventStoreDBClient>;
  /** To be called when a call had no answer in time: the node is asked for a sign of life, and left when it gives none. */
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
  /** Nodes that get no new calls; those that they have may still end. */
  let left: readonly Node[] = [];
  /** The leader that a node named when it refused a call. */
  let named: Endpoint | undefined;
  let failed: Endpoint | undefined;
  /** Whether the node that failed could not be connected to at all. */
  let unreached = false;
  let suspicion: Promise<void> | undefined;
  let closed = false;

  const find = async (): Promise<Endpoint> => {
    const hint = named;
    named = undefined;
    // The named leader may have frozen or failed a moment ago, without the other nodes knowing it.
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

  /** Stops using a node: the next call looks for one. Calls that are under way over this one go on. */
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
    // Not awaited: `dispose` cancels all calls at once, and then waits for calls whose end is never told.
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
      // While a node is suspected, new calls wait for its sign of life, and not for their own time limit.
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

/** Milliseconds in which a suspected node has to give a sign of life. */
const silenceMilliseconds = 2_000;
