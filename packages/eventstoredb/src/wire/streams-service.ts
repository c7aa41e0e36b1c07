import { convertToCommandError, EventStoreDBClient } from '@eventstore/db-client';
// biome-ignore lint/style/noRestrictedImports: the client lets nobody at its connection who does not name its class.
import { StreamsClient, StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { EventStoreDbClient } from './client.ts';
import { NotImplemented, unimplemented } from './not-implemented.ts';

/** Calls of the server's `Streams` service over the connection of a client, with messages as bytes. */
export interface StreamsCalls {
  /** @throws {@link NotImplemented} when the server that is connected now was found not to have it */
  batchAppend(): Promise<DuplexCall>;
  /** Of the leader. */
  read(request: Buffer): Promise<ReadableCall>;
  /** Of any node. */
  subscribe(request: Buffer): Promise<ReadableCall>;
  /** The client's own error for one that a call ended with. */
  errorOf(error: Error): Error;
}

/** What ends it comes as an error or an end, at most once each. */
export interface ReadableCall {
  on(event: 'data', listener: (message: Buffer) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  /** Holds the server back, once what is on its way has come. */
  pause(): unknown;
  resume(): unknown;
  cancel(): void;
}

export interface DuplexCall extends ReadableCall {
  write(message: Buffer): unknown;
}

/** What the client has and does not tell in its types. It follows a server that names another one as the leader. */
interface Internals {
  /** Opens a call, ends it with the client, and looks for another server when it ends because of this one. */
  GRPCStreamCreator<Call>(
    Client: typeof StreamsClient,
    name: string,
    open: (client: StreamsClient) => Call,
  ): () => Promise<Call>;
  /** Name of the connection, credentials of the connection string. */
  callArguments(
    options: { readonly requiresLeader: boolean },
    callOptions: { readonly deadline: number },
  ): CallArguments;
}

type CallArguments = [metadata: Metadata, options: object];

type Metadata = Extract<Parameters<StreamsClient['batchAppend']>[0], { readonly getMap: unknown }>;

/** Undefined for a client of another make. */
export const streamsCalls = (client: EventStoreDbClient): StreamsCalls | undefined => {
  if (!hasInternals(client)) return undefined;
  const withoutBatchAppend = new WeakSet<StreamsClient>();
  const callArguments = (requiresLeader: boolean) =>
    client.callArguments({ requiresLeader }, { deadline: Infinity });
  const read = (request: Buffer, requiresLeader: boolean) =>
    client.GRPCStreamCreator(StreamsClient, 'read', (streams): ReadableCall => {
      const { path } = StreamsService.read;
      return streams.makeServerStreamRequest(path, asIs, asIs, request, ...callArguments(requiresLeader));
    })();
  return {
    batchAppend: client.GRPCStreamCreator(StreamsClient, 'batchAppend', (streams): DuplexCall => {
      if (withoutBatchAppend.has(streams)) throw new NotImplemented();
      const { path } = StreamsService.batchAppend;
      const call = streams.makeBidiStreamRequest(path, asIs, asIs, ...callArguments(true));
      call.on('error', (error: Error) => {
        if ('code' in error && error.code === unimplemented) withoutBatchAppend.add(streams);
      });
      return call;
    }),
    read: (request) => read(request, true),
    subscribe: (request) => read(request, false),
    errorOf: convertToCommandError,
  };
};

const asIs = (bytes: Buffer): Buffer => bytes;

const hasInternals = (client: object): client is Internals =>
  client instanceof EventStoreDBClient &&
  ['GRPCStreamCreator', 'callArguments'].every((name) => typeof Reflect.get(client, name) === 'function');
