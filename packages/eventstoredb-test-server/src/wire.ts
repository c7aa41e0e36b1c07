import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import statusPb from '@eventstore/db-client/generated/status_pb.js';
import type { AppendReq, BatchAppendReq, ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import { Metadata, type StatusObject, status } from '@grpc/grpc-js';
import anyPb from 'google-protobuf/google/protobuf/any_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import type { CommitCheck, Expected, LogRecord, ProposedRecord } from './log.ts';

/** Between the messages of the wire and what the server thinks in. 64-bit fields are strings in the generated code. */

const noRevision = '18446744073709551615';
/** `EventNumber.DeletedStream`. */
const tombstoneRevision = '9223372036854775807';

export const nameOf = (identifier: { getStreamName_asU8(): Uint8Array } | undefined): string =>
  identifier ? new TextDecoder().decode(identifier.getStreamName_asU8()) : '';

const identifierOf = (stream: string) => {
  const identifier = new sharedPb.StreamIdentifier();
  identifier.setStreamName(new TextEncoder().encode(stream));
  return identifier;
};

interface ProposedMessage {
  getId(): { getString(): string } | undefined;
  getMetadataMap(): { get(key: string): string | undefined };
  getData_asU8(): Uint8Array;
  getCustomMetadata_asU8(): Uint8Array;
}

export const proposedRecordOf = (message: ProposedMessage): ProposedRecord => ({
  id: message.getId()?.getString() ?? '',
  type: message.getMetadataMap().get('type') ?? '',
  isJson: message.getMetadataMap().get('content-type') === 'application/json',
  data: message.getData_asU8(),
  metadata: message.getCustomMetadata_asU8(),
});

export const expectedOfAppend = (options: AppendReq.Options): Expected => {
  if (options.hasNoStream()) return 'no-stream';
  if (options.hasStreamExists()) return 'stream-exists';
  return options.hasRevision() ? Number(options.getRevision()) : 'any';
};

export const expectedOfBatch = (options: BatchAppendReq.Options): Expected => {
  if (options.hasNoStream()) return 'no-stream';
  if (options.hasStreamExists()) return 'stream-exists';
  return options.hasStreamPosition() ? Number(options.getStreamPosition()) : 'any';
};

export const appended = (last: number, position: number) => {
  const success = new streamsPb.AppendResp.Success();
  success.setCurrentRevision(String(last));
  const at = new streamsPb.AppendResp.Position();
  at.setCommitPosition(String(position));
  at.setPreparePosition(String(position));
  success.setPosition(at);
  const response = new streamsPb.AppendResp();
  response.setSuccess(success);
  return response;
};

export const wrongExpectedVersion = (current: number, expected: Expected) => {
  const wrong = new streamsPb.AppendResp.WrongExpectedVersion();
  if (current < 0) wrong.setCurrentNoStream(new sharedPb.Empty());
  else wrong.setCurrentRevision(String(current));
  if (expected === 'any') wrong.setExpectedAny(new sharedPb.Empty());
  else if (expected === 'no-stream') wrong.setExpectedNoStream(new sharedPb.Empty());
  else if (expected === 'stream-exists') wrong.setExpectedStreamExists(new sharedPb.Empty());
  else wrong.setExpectedRevision(String(expected));
  const response = new streamsPb.AppendResp();
  response.setWrongExpectedVersion(wrong);
  return response;
};

export const batchAppended = (last: number, position: number) => {
  const success = new streamsPb.BatchAppendResp.Success();
  success.setCurrentRevision(String(last));
  const at = new sharedPb.AllStreamPosition();
  at.setCommitPosition(String(position));
  at.setPreparePosition(String(position));
  success.setPosition(at);
  const response = new streamsPb.BatchAppendResp();
  response.setSuccess(success);
  return response;
};

/** One append of the many is refused: what is wrong stands in the details. */
const refusedWith = (name: string, bytes: Uint8Array, said = '') => {
  const error = new statusPb.Status();
  error.setMessage(said);
  const details = new anyPb.Any();
  details.pack(bytes, name);
  error.setDetails(details);
  const response = new streamsPb.BatchAppendResp();
  response.setError(error);
  return response;
};

export const batchRefused = (check: Exclude<CommitCheck, { readonly result: 'ok' | 'idempotent' }>) => {
  if (check.result === 'deleted') {
    return refusedWith('event_store.client.StreamDeleted', new sharedPb.StreamDeleted().serializeBinary());
  }
  const wrong = new sharedPb.WrongExpectedVersion();
  if (check.current < 0) wrong.setCurrentNoStream(new emptyPb.Empty());
  else wrong.setCurrentStreamRevision(String(check.current));
  wrong.setExpectedAny(new emptyPb.Empty());
  return refusedWith('event_store.client.WrongExpectedVersion', wrong.serializeBinary());
};

export const batchRefusedFor = {
  size(limit: number) {
    const exceeded = new sharedPb.MaximumAppendSizeExceeded();
    exceeded.setMaxappendsize(limit);
    return refusedWith('event_store.client.MaximumAppendSizeExceeded', exceeded.serializeBinary());
  },
  access: () => refusedWith('event_store.client.AccessDenied', new sharedPb.AccessDenied().serializeBinary()),
  details: (name: string, bytes = new Uint8Array(), said = '') => refusedWith(name, bytes, said),
} as const;

export const eventOf = (record: LogRecord) => {
  const recorded = new streamsPb.ReadResp.ReadEvent.RecordedEvent();
  const id = new sharedPb.UUID();
  id.setString(record.id);
  recorded.setId(id);
  recorded.setStreamIdentifier(identifierOf(record.stream));
  recorded.setStreamRevision(
    record.revision === Number.MAX_SAFE_INTEGER ? tombstoneRevision : String(record.revision),
  );
  recorded.setCommitPosition(String(record.position));
  recorded.setPreparePosition(String(record.position));
  const metadata = recorded.getMetadataMap();
  metadata.set('type', record.type);
  metadata.set('content-type', record.isJson ? 'application/json' : 'application/octet-stream');
  metadata.set('created', String(record.created * 10_000));
  recorded.setData(record.data);
  recorded.setCustomMetadata(record.metadata);
  const event = new streamsPb.ReadResp.ReadEvent();
  event.setEvent(recorded);
  event.setCommitPosition(String(record.position));
  const response = new streamsPb.ReadResp();
  response.setEvent(event);
  return response;
};

export const confirmation = () => {
  const confirmed = new streamsPb.ReadResp.SubscriptionConfirmation();
  confirmed.setSubscriptionId(crypto.randomUUID());
  const response = new streamsPb.ReadResp();
  response.setConfirmation(confirmed);
  return response;
};

export const checkpoint = (commit: number, prepare = commit) => {
  const reached = new streamsPb.ReadResp.Checkpoint();
  reached.setCommitPosition(String(commit));
  reached.setPreparePosition(String(prepare));
  const response = new streamsPb.ReadResp();
  response.setCheckpoint(reached);
  return response;
};

export const caughtUp = () => {
  const response = new streamsPb.ReadResp();
  response.setCaughtUp(new streamsPb.ReadResp.CaughtUp());
  return response;
};

export const streamNotFound = (stream: string) => {
  const missing = new streamsPb.ReadResp.StreamNotFound();
  missing.setStreamIdentifier(identifierOf(stream));
  const response = new streamsPb.ReadResp();
  response.setStreamNotFound(missing);
  return response;
};

/** What a filter lets through, as .NET would: patterns by code unit. */
export const filterOf = (options: ReadReq.Options): ((record: LogRecord) => boolean) => {
  const filter = options.getFilter();
  const expression = filter?.getStreamIdentifier() ?? filter?.getEventType();
  if (filter === undefined || expression === undefined) return () => true;
  const textOf = (record: LogRecord) => (filter.hasStreamIdentifier() ? record.stream : record.type);
  const prefixes = expression.getPrefixList();
  if (prefixes.length > 0) return (record) => prefixes.some((prefix) => textOf(record).startsWith(prefix));
  const pattern = new RegExp(expression.getRegex());
  return (record) => pattern.test(textOf(record));
};

/** The first and the last place to read, inclusive, of records in order. */
export const startOf = (options: ReadReq.Options): number | 'start' | 'end' => {
  const place = options.getStream() ?? options.getAll();
  if (place?.hasStart()) return 'start';
  if (place?.hasEnd()) return 'end';
  const all = options.getAll()?.getPosition()?.getCommitPosition();
  const revision = options.getStream()?.getRevision();
  const number = all ?? revision ?? noRevision;
  return number === noRevision ? 'end' : Number(number);
};

export const failure = (
  code: number,
  details: string,
  metadata: { readonly [key: string]: string } = {},
): Partial<StatusObject> => {
  const trailer = new Metadata();
  for (const [key, value] of Object.entries(metadata)) trailer.set(key, value);
  return { code, details, metadata: trailer };
};

export const failures = {
  notLeader: (host: string, port: number) =>
    failure(status.NOT_FOUND, 'Leader info available', {
      exception: 'not-leader',
      'leader-endpoint-host': host,
      'leader-endpoint-port': String(port),
    }),
  streamDeleted: (stream: string) =>
    failure(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
      exception: 'stream-deleted',
      'stream-name': stream,
    }),
  wrongExpectedVersion: (stream: string) =>
    failure(status.FAILED_PRECONDITION, `${stream} is not where it was expected to be`, {
      exception: 'wrong-expected-version',
      'stream-name': stream,
    }),
  unauthenticated: () => failure(status.UNAUTHENTICATED, 'Unauthenticated'),
  accessDenied: () => failure(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' }),
  tooLarge: (limit: number) =>
    failure(status.INVALID_ARGUMENT, `Maximum Append Size of ${limit} Exceeded.`, {
      exception: 'maximum-append-size-exceeded',
      'maximum-append-size': String(limit),
    }),
} as const;
