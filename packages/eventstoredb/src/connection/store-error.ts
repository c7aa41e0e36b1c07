import {
  PhananhError,
  StoreAccessDenied,
  StoreUnavailable,
  StoreUntrusted,
  StreamDeleted,
} from '@phananh/core/store';

/** What the error of a call means for what is done next. */
export type Failure =
  /** The server refused the append; reading the stream shows why. */
  | { readonly kind: 'wrong-expected-version' }
  | { readonly kind: 'stream-not-found' }
  | { readonly kind: 'too-large'; readonly limit: number }
  /** The same call would fail again. */
  | { readonly kind: 'final'; readonly error: PhananhError }
  /** The call may have been carried out or not. A repeat with the same event ids is safe. */
  | { readonly kind: 'passing'; readonly error: StoreUnavailable };

/**
 * Classifies an error by the `type` that both clients give to their errors. Where a client passes on an error of gRPC as it is (it does so
 * when it asks for the features of the server), the gRPC status code decides.
 */
export const failureOf = (cause: unknown, stream: string | null): Failure => {
  if (cause instanceof StoreUnavailable) return { kind: 'passing', error: cause };
  if (cause instanceof PhananhError) return { kind: 'final', error: cause };
  const { type, code, message } = partsOf(cause);
  switch (type) {
    case 'wrong-expected-version':
    case 'stream-not-found':
      return { kind: type };
    case 'maximum-append-size-exceeded':
      return { kind: 'too-large', limit: limitIn(message) };
    case 'stream-deleted':
      return { kind: 'final', error: deleted(stream ?? '', 'tombstoned', cause) };
    case 'access-denied':
      // The client gives this type to both, and the gRPC status tells them apart.
      return {
        kind: 'final',
        error: code === status.unauthenticated ? unknownUser(message, cause) : denied(message, cause),
      };
  }
  if (code === status.unauthenticated) return { kind: 'final', error: unknownUser(message, cause) };
  if (code === status.permissionDenied) return { kind: 'final', error: denied(message, cause) };
  if (code === status.invalidArgument && eventTooLarge.test(message)) {
    return { kind: 'too-large', limit: limitIn(message) };
  }
  if (certificateProblem.test(message)) return { kind: 'final', error: untrusted(message, cause) };
  const reason = noLeader.test(message)
    ? 'no-leader'
    : (type ?? (code === undefined ? 'unknown' : `grpc-${code}`));
  return {
    kind: 'passing',
    error: new StoreUnavailable(`the event store is not available: ${message}`, { reason }, { cause }),
  };
};

/** The error of the port for a call that is not tried again. */
export const storeError = (cause: unknown, stream: string | null): PhananhError => {
  const failure = failureOf(cause, stream);
  if (failure.kind === 'final' || failure.kind === 'passing') return failure.error;
  return new StoreUnavailable(
    `the event store answered ${failure.kind}`,
    { reason: failure.kind },
    { cause },
  );
};

/** @param how a soft-deleted stream can be written to again, a tombstoned one cannot */
export const deleted = (
  stream: string,
  how: 'soft-deleted' | 'truncated' | 'tombstoned',
  cause?: unknown,
): StreamDeleted =>
  new StreamDeleted(`${stream} was ${how} in the event store, outside phananh`, { stream, how }, { cause });

/** @param message what was found, and where */
export const untrusted = (message: string, cause?: unknown): StoreUntrusted => {
  const hint = 'check tls, tlsCAFile and the name of the host';
  return new StoreUntrusted(`the event store cannot be trusted (${hint}): ${message}`, {}, { cause });
};

const denied = (message: string, cause: unknown): StoreAccessDenied =>
  new StoreAccessDenied(
    `the event store denies access, the user has not the right: ${message}`,
    { reason: 'right' },
    { cause },
  );

const unknownUser = (message: string, cause: unknown): StoreAccessDenied =>
  new StoreAccessDenied(
    `the event store denies access, user or password is wrong: ${message}`,
    { reason: 'credentials' },
    { cause },
  );

/** gRPC status codes, https://grpc.io/docs/guides/status-codes/ */
const status = { invalidArgument: 3, permissionDenied: 7, unauthenticated: 16 } as const;

const certificateProblem = /certificate|CERT_|altnames|self.signed|SSL routines|wrong version number|EPROTO/i;
/** What a node answers while its cluster elects a leader (`RpcExceptions` in the server's sources). */
const noLeader = /server is not ready|no (?:leader|master) info/i;

/** Whether a cluster is electing a leader: no other node could do better, and waiting helps. */
export const isElecting = ({ details: { reason } }: StoreUnavailable): boolean =>
  reason === 'no-leader' || reason === 'not-leader';

/** Whether there was no connection, so that nothing was sent. */
export const isUnreached = ({ message, details: { reason } }: StoreUnavailable): boolean =>
  reason === 'no-seed' || reason === 'no-node' || notConnected.test(message);

/** Messages of `@grpc/grpc-js` for calls for which it had no connection. */
const notConnected = /no connection established|name resolution failed/i;

const eventTooLarge = /exceeds Maximum Append Event Size/i;
const limitIn = (message: string): number => Number(/of (\d+)/i.exec(message)?.[1] ?? 0);

/** The message of an error without line breaks, and without the notes and places in source code that gRPC and OpenSSL add. */
export const plainMessage = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause))
    .replace(/\s*Resolution note:\s*$/, '')
    .replace(/[0-9A-F]{8,}:error:[0-9A-F]{8}:([^:]*):[^:]*:([^:]*):\S*/, '$1: $2')
    .replace(/\s+/g, ' ')
    .replace(/ \.$/, '.')
    .trim();

const partsOf = (
  cause: unknown,
): { readonly type: string | undefined; readonly code: number | undefined; readonly message: string } => {
  if (!(cause instanceof Error)) return { type: undefined, code: undefined, message: String(cause) };
  const type = 'type' in cause && typeof cause.type === 'string' ? cause.type : undefined;
  const code = 'code' in cause && typeof cause.code === 'number' ? cause.code : undefined;
  return { type, code, message: plainMessage(cause) };
};
