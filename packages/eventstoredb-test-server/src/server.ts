import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import type { ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import gossipPb from '@eventstore/db-client/generated/gossip_pb.js';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import featuresPb from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type { Empty } from '@eventstore/db-client/generated/shared_pb.js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type {
  DeleteReq,
  DeleteResp,
  TombstoneReq,
  TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import {
  type handleUnaryCall,
  Metadata,
  Server,
  ServerCredentials,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { type AppendContext, appendHandler, batchAppendHandler, statusOf } from './appends.ts';
import { type FaultPlan, faultPlan } from './faults.ts';
import { type ServerLog, serverLog } from './log.ts';
import { type ReadContext, readHandler, type ServerVersion } from './reads.ts';
import { failure, failures, nameOf } from './wire.ts';

export interface TestServerOptions {
  /** A log that several nodes of a cluster share. Default: one of its own. */
  readonly log?: ServerLog;
  /** Default: that it can be asked for batch appends. */
  readonly batchAppend?: boolean;
  /** Default: 24.10. */
  readonly version?: ServerVersion;
  /** Default: true. */
  readonly tellsCaughtUp?: boolean;
  readonly maximumAppendBytes?: number;
  /** Milliseconds before each append that was done is answered. Default: none. */
  readonly answersAfter?: number;
  /** Who leads, when it is not this node; `nobody` while a leader is elected. */
  readonly leader?: () => Endpoint | 'nobody' | undefined;
  /** What gossip says of the cluster. Default: this node alone, leading. */
  readonly members?: () => readonly Member[];
  readonly credentials?: ServerCredentials;
  /** Users may do everything, others nothing. Default: everybody may. */
  readonly user?: { readonly name: string; readonly password: string };
  /** What the users may do. A test changes it while the server runs. Default: everything. */
  readonly rights?: Rights;
  readonly now?: () => number;
}

/** Each is had unless it says false. */
interface Rights {
  readAll?: boolean;
  readStreams?: boolean;
  /** Of streams: whoever has it not cannot tell a deleted stream from one that never was. */
  readMetadata?: boolean;
  write?: boolean;
}

interface Endpoint {
  readonly host: string;
  readonly port: number;
}

interface Member extends Endpoint {
  readonly state: 'leader' | 'follower';
  readonly isAlive: boolean;
}

/** A server that speaks the protocol of EventStoreDB and KurrentDB over a real socket. */
export interface TestServer extends Endpoint {
  readonly connectionString: string;
  readonly log: ServerLog;
  readonly faults: FaultPlan;
  /** How often each method was called. */
  readonly calls: ReadonlyMap<string, number>;
  /** Tells the subscriptions about records that were put into the log by hand. */
  written(): void;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Cuts every connection and comes up again on the same port, perhaps without the last records. */
  restart(options?: { readonly lose?: number }): Promise<void>;
}

const host = '127.0.0.1';

export const startTestServer = async (options: TestServerOptions = {}): Promise<TestServer> => {
  const { now = Date.now, log = serverLog(now), batchAppend = true, tellsCaughtUp = true } = options;
  const { version = '24.10', answersAfter = 0 } = options;
  const { maximumAppendBytes = 1024 * 1024, credentials = ServerCredentials.createInsecure() } = options;
  const faults = faultPlan();
  const calls = new Map<string, number>();
  const listeners = new Set<() => void>();
  const written = () => {
    for (const listener of [...log.listeners]) listener();
  };
  const count = <Arguments extends unknown[]>(name: string, handler: (...call: Arguments) => void) => {
    return (...call: Arguments) => {
      calls.set(name, (calls.get(name) ?? 0) + 1);
      handler(...call);
    };
  };
  const unary = <Request, Response>(
    name: string,
    handler: (request: Request, answer: sendUnaryData<Response>) => void,
  ): handleUnaryCall<Request, Response> => count(name, ({ request }, answer) => handler(request, answer));
  const context: AppendContext & ReadContext = {
    log,
    faults,
    maximumAppendBytes,
    answersAfter,
    written,
    tellsCaughtUp,
    version,
    onWritten(listener) {
      listeners.add(listener);
      log.listeners.add(listener);
      return () => {
        listeners.delete(listener);
        log.listeners.delete(listener);
      };
    },
  };
  const { user, leader } = options;
  const headerOf = ({ metadata }: { readonly metadata: unknown }, name: string) =>
    metadata instanceof Metadata ? metadata.get(name)[0] : undefined;
  const basic = user && `Basic ${Buffer.from(`${user.name}:${user.password}`).toString('base64')}`;
  const leadsElsewhere = (call: { readonly metadata: unknown }): object | undefined => {
    const leading = headerOf(call, 'requires-leader') === 'true' ? leader?.() : undefined;
    // `RpcExceptions.ServerNotReady` in the server's sources.
    if (leading === 'nobody') return failure(status.UNAVAILABLE, 'Server Is Not Ready');
    return leading && failures.notLeader(leading.host, leading.port);
  };
  const rights = options.rights ?? {};
  const isUser = (call: { readonly metadata: unknown }) =>
    user === undefined || headerOf(call, 'authorization') === basic;
  const mayWrite = (call: { readonly metadata: unknown }) => isUser(call) && rights.write !== false;
  const refuse = (call: { readonly metadata: unknown }): object | undefined => {
    const may = isUser(call) && rights[rightTo(call)] !== false;
    return may ? leadsElsewhere(call) : (refuseCall(call) ?? failures.accessDenied());
  };
  const refuseCall = (call: { readonly metadata: unknown }): object | undefined =>
    isUser(call) || headerOf(call, 'authorization') === undefined ? undefined : failures.unauthenticated();
  const hasNoBatchAppend = (call: { emit(event: 'error', error: object): unknown }) =>
    call.emit('error', failure(status.UNIMPLEMENTED, 'Method is unimplemented.'));

  let port = 0;
  let server = new Server();
  const start = async () => {
    server = new Server();
    server.addService(StreamsService, {
      append: count('append', appendHandler(context, refuse)),
      batchAppend: count(
        'batchAppend',
        batchAppend
          ? batchAppendHandler(context, { refuseCall, mayWrite, leadsElsewhere })
          : hasNoBatchAppend,
      ),
      read: count('read', readHandler(context, refuse)),
      delete: unary<DeleteReq, DeleteResp>('delete', (request, answer) => {
        const stream = nameOf(request.getOptions()?.getStreamIdentifier());
        if (!log.softDelete(stream)) return answer(failures.wrongExpectedVersion(stream));
        written();
        answer(null, new streamsPb.DeleteResp());
      }),
      tombstone: unary<TombstoneReq, TombstoneResp>('tombstone', (request, answer) => {
        log.tombstone(nameOf(request.getOptions()?.getStreamIdentifier()));
        written();
        answer(null, new streamsPb.TombstoneResp());
      }),
    });
    server.addService(ServerFeaturesService, {
      getSupportedMethods: unary<Empty, SupportedMethods>('features', (_request, answer) => {
        const fault = faults.meet('features');
        if (fault?.kind === 'status') return answer(statusOf(fault));
        if (fault?.kind === 'drop') return answer(failure(status.UNAVAILABLE, 'dropped'));
        answer(null, supportedMethods(version, batchAppend));
      }),
    });
    server.addService(GossipService, {
      read: unary<Empty, ClusterInfo>('gossip', (_request, answer) => {
        if (faults.meet('gossip')) return answer(failure(status.UNAVAILABLE, 'dropped'));
        const alone: Member = { host, port, state: 'leader', isAlive: true };
        answer(null, clusterInfo(options.members?.() ?? [alone]));
      }),
    });
    port = await new Promise<number>((resolve, reject) => {
      server.bindAsync(`${host}:${port}`, credentials, (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
  };
  const stop = async () => {
    const stopped = server;
    stopped.forceShutdown();
    for (const listener of listeners) log.listeners.delete(listener);
    listeners.clear();
    await Promise.resolve();
  };
  await start();

  return {
    host,
    port,
    connectionString: `esdb://${host}:${port}?tls=false`,
    log,
    faults,
    calls,
    written,
    start,
    stop,
    async restart({ lose = 0 } = {}) {
      await stop();
      log.lose(lose);
      await start();
    },
  };
};

/** The right that a call needs. */
const rightTo = (call: object): keyof Rights => {
  if (!('request' in call && call.request instanceof streamsPb.ReadReq)) return 'write';
  const options = call.request.getOptions();
  if (options?.hasAll()) return 'readAll';
  return nameOf(options?.getStream()?.getStreamIdentifier()).startsWith('$$')
    ? 'readMetadata'
    : 'readStreams';
};

const supportedMethods = (version: ServerVersion, batchAppend: boolean) => {
  const methods = new featuresPb.SupportedMethods();
  methods.setEventStoreServerVersion(`${version}.0`);
  const names = ['append', 'read', 'delete', 'tombstone', ...(batchAppend ? ['batchappend'] : [])];
  methods.setMethodsList(
    names.map((name) => {
      const method = new featuresPb.SupportedMethod();
      method.setServiceName('event_store.client.streams.streams');
      method.setMethodName(name);
      if (name === 'read') method.setFeaturesList(['position', 'events']);
      return method;
    }),
  );
  return methods;
};

const clusterInfo = (members: readonly Member[]) => {
  const info = new gossipPb.ClusterInfo();
  info.setMembersList(
    members.map(({ host: address, port, state, isAlive }) => {
      const member = new gossipPb.MemberInfo();
      const id = new sharedPb.UUID();
      id.setString(crypto.randomUUID());
      member.setInstanceId(id);
      const { LEADER, FOLLOWER } = gossipPb.MemberInfo.VNodeState;
      member.setState(state === 'leader' ? LEADER : FOLLOWER);
      member.setIsAlive(isAlive);
      member.setTimeStamp('0');
      const endpoint = new gossipPb.EndPoint();
      endpoint.setAddress(address);
      endpoint.setPort(port);
      member.setHttpEndPoint(endpoint);
      return member;
    }),
  );
  return info;
};
