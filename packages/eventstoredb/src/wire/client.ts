/** The members of a client that the store uses, as `@eventstore/db-client` and its successor both have them. */
export interface EventStoreDbClient {
  appendToStream(
    stream: string,
    events: ServerEvent[],
    options: AppendToStreamOptions,
  ): Promise<{ readonly success: boolean; readonly nextExpectedRevision: bigint }>;
  readStream(
    stream: string,
    options: ReadOptions & { readonly fromRevision: ReadFrom<bigint> },
  ): ServerReading;
  readAll(options: ReadOptions & { readonly fromPosition: ReadFrom<ServerPosition> }): ServerReading;
  subscribeToAll(options: {
    readonly fromPosition: 'start' | ServerPosition;
    readonly filter: StreamFilter;
  }): ServerSubscription;
  dispose?(): Promise<void>;
}

export type ServerExpectedRevision = 'any' | 'no_stream' | 'stream_exists' | bigint;

export interface AppendToStreamOptions {
  readonly expectedRevision: ServerExpectedRevision;
  /** The successor's name for {@link expectedRevision}. Each client ignores the other's. */
  readonly streamState: ServerExpectedRevision;
  readonly requiresLeader: boolean;
  /** Milliseconds from now. */
  readonly deadline: number;
}

export interface ServerPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

type ReadFrom<Place> = 'start' | 'end' | Place;

export interface ReadOptions {
  readonly direction: 'forwards' | 'backwards';
  readonly maxCount: number;
  readonly requiresLeader: boolean;
}

/** An event as a client takes it. */
export interface ServerEvent {
  id: string;
  type: string;
  contentType: 'application/json';
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
}

/** An event as a client gives it. `data` is a string when the stored bytes are no JSON. */
export interface ServerRecord {
  readonly streamId: string;
  readonly id: string;
  readonly isJson: boolean;
  readonly revision: bigint;
  readonly type: string;
  readonly created: Date;
  readonly data: unknown;
  readonly metadata: unknown;
  readonly position?: ServerPosition;
}

export interface ServerReading
  extends AsyncIterable<{ readonly event?: ServerRecord; readonly link?: ServerRecord }> {
  cancel?(): Promise<void>;
  destroy?(error?: Error): unknown;
  on?(event: 'error', listener: (error: Error) => void): unknown;
}

/**
 * Selects records by a regular expression, with checkpoints for those that are left out.
 *
 * The server's own filter by prefix is not used. It compares by the rules of a culture of .NET, by which `re` is no prefix of `rệ`
 * (`EventFilter.cs` calls `StartsWith` without `Ordinal`).
 */
export interface StreamFilter {
  readonly filterOn: 'streamName' | 'eventType';
  readonly regex: string;
  readonly maxSearchWindow: number;
  readonly checkpointInterval: number;
  readonly checkpointReached: (subscription: unknown, position: ServerPosition) => Promise<void>;
}

export interface ServerSubscription {
  /** How many events the client has received and not given out yet. */
  readonly readableLength: number;
  on(event: 'data', listener: (resolved: { readonly event?: ServerRecord }) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(
    event: 'confirmation' | 'caughtUp' | 'fellBehind' | 'end' | 'close' | 'data' | 'error',
    listener: () => void,
  ): unknown;
  pause(): unknown;
  resume(): unknown;
  unsubscribe(): Promise<void>;
}
