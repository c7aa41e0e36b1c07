// biome-ignore lint/style/noRestrictedImports: the client asks the gossip service itself, and has no public function for it.
import { GossipClient } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
// biome-ignore lint/style/noRestrictedImports: types of gossip messages, which the client does not export.
import type { ClusterInfo, MemberInfo } from '@eventstore/db-client/generated/gossip_pb.js';
// biome-ignore lint/style/noRestrictedImports: the states of nodes in gossip, which the client does not export.
import gossipPb from '@eventstore/db-client/generated/gossip_pb.js';
// biome-ignore lint/style/noRestrictedImports: the empty message that asks for gossip, which the client does not export.
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import { credentials, Metadata } from '@grpc/grpc-js';
import type { Endpoint } from './address.ts';
import type { OpenChannel } from './channel.ts';
import type { Member } from './choose-node.ts';

/** Asks a node by its `Gossip` service which nodes its cluster has. Rejects when it does not answer in time. */
export type AskMembers = (node: Endpoint, milliseconds: number) => Promise<readonly Member[]>;

/** Opens a connection for each question and closes it after that: a node that is asked need not be used. */
export const askMembersOver =
  (open: OpenChannel): AskMembers =>
  async (node, milliseconds) => {
    const channel = open(node);
    // Address and credentials are those of the channel; these two arguments are ignored.
    const client = new GossipClient('', credentials.createInsecure(), { channelOverride: channel });
    const { promise, resolve, reject } = Promise.withResolvers<ClusterInfo>();
    const deadline = Date.now() + milliseconds;
    client.read(new sharedPb.Empty(), new Metadata(), { deadline }, (error, info) =>
      error ? reject(error) : resolve(info),
    );
    try {
      return (await promise).getMembersList().map(memberOf);
    } finally {
      client.close();
    }
  };

const memberOf = (member: MemberInfo): Member => ({
  endpoint: {
    host: member.getHttpEndPoint()?.getAddress() ?? '',
    port: member.getHttpEndPoint()?.getPort() ?? 0,
  },
  isAlive: member.getIsAlive(),
  state: stateOf(member.getState()),
});

const { VNodeState } = gossipPb.MemberInfo;

const stateOf = (state: number): Member['state'] => {
  switch (state) {
    case VNodeState.LEADER:
      return 'leader';
    case VNodeState.FOLLOWER:
      return 'follower';
    case VNodeState.READONLYREPLICA:
    case VNodeState.PREREADONLYREPLICA:
    case VNodeState.READONLYLEADERLESS:
      return 'read-only-replica';
    default:
      return 'other';
  }
};
