import { convertToCommandError, EventStoreDBClient } from '@eventstore/db-client';
// biome-ignore lint/style/noRestrictedImports: the client opens calls over its connection only for the class of a service, and does not export it.
import { StreamsClient, StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { EventStoreDbClient } from './client.ts';
import { NotImplemented, unimplemented } from './not-implemented.ts';

/** Calls of the server's gRPC service `Streams` over the connection of a client, with messages as bytes. */
export interface StreamsCalls {
  /** @throws {@link NotImplemented} when the connected server does not have `BatchAppend` */
  batchAppend(): Promise<DuplexCall>;
  /** Reads at the leader. */
  read(request: Buffer): Promise<ReadableCall>;
  /** Subscribes at whichever node is connected. */
  subscribe(request: Buffer): Promise<ReadableCall>;
  /** The client's error for an error of gRPC. */
  errorOf(error: Error): Error;
}

/** A call that gives messages. It emits `error` and `end` at most once each. */
export interface ReadableCall {
  on(event: 'data', listener: (message: Buffer) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  /** Stops reading: gRPC's flow control holds the server back when its buffers are full. */
  pause(): unknown;
  resume(): unknown;
  cancel(): void;
}

export interface DuplexCall extends ReadableCall {
  write(message: Buffer): unknown;
}

/** Members of the client that its types do not have. */
interface Internals {
  /** Opens a call that ends when the client is disposed of. When the call fails because of the node, the client looks for another one. */
  GRPCStreamCreator<Call>(
    Client: typeof StreamsClient,
    name: string,
    open: (client: StreamsClient) => Call,
  ): () => Promise<Call>;
  /** Metadata and options of a call: the connection name, and the credentials of the connection string. */
  callArguments(
    options: { readonly requiresLeader: boolean },
    callOptions: { readonly deadline: number },
  ): CallArguments;
}

type CallArguments = [metadata: Metadata, options: object];

type Metadata = Extract<Parameters<StreamsClient['batchAppend']>[0], { readonly getMap: unknown }>;

/** The calls over a client's connection; undefined for a client that is not `@eventstore/db-client`. */
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
