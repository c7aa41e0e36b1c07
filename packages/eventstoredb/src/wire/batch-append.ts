import type { Revision } from '@phananh/core/store';
import { encoded, type Field, fieldsOf, message, text, textOf, uint64 } from './protobuf.ts';
import { uuidOf } from './uuid.ts';

/** An event as it is sent: data and metadata as JSON text. */
export interface OutgoingEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

export interface OutgoingAppend {
  readonly stream: string;
  /** Where the stream has to end. Never "any": the server recognises a repeat only at an exact revision. */
  readonly expected: 'no-stream' | Revision;
  readonly events: readonly OutgoingEvent[];
}

/**
 * Bytes of events in one message; the next ones go into another. A message above the limit of the server would end the call with all its
 * appends.
 */
const mostBytes = 1024 * 1024;

/**
 * The `BatchAppendReq` messages of an append. They set no deadline, because it would be a moment by the clock of this machine: the server
 * has its own timeout.
 */
export const batchAppendRequests = (
  correlationId: string,
  { stream, expected, events }: OutgoingAppend,
): readonly Buffer[] => {
  const correlation = message(1, text(2, correlationId));
  const options = message(2, message(1, text(3, stream)), expectedField(expected));
  const requests: Buffer[] = [];
  let fields: Field[] = [correlation, options];
  let bytes = 0;
  for (const event of events) {
    const field = proposedMessage(event);
    if (bytes > 0 && bytes + field.size > mostBytes) {
      requests.push(encoded(fields));
      fields = [correlation];
      bytes = 0;
    }
    fields.push(field);
    bytes += field.size;
  }
  requests.push(encoded([...fields, isFinal]));
  return requests;
};

const isFinal = uint64(4, 1);
const json = message(2, text(1, 'content-type'), text(2, 'application/json'));

const expectedField = (expected: OutgoingAppend['expected']): Field =>
  expected === 'no-stream' ? message(3) : uint64(2, expected);

const proposedMessage = ({ id, type, data, metadata }: OutgoingEvent): Field =>
  message(
    3,
    message(1, text(2, id)),
    message(2, text(1, 'type'), text(2, type)),
    json,
    text(3, metadata),
    text(4, data),
  );

/** The server's answer to one append. */
export type BatchAnswer =
  | { readonly correlationId: string; readonly kind: 'appended'; readonly revision: Revision }
  /** The refusal, as an error with the `type` that the client gives. */
  | { readonly correlationId: string; readonly kind: 'refused'; readonly error: Error };

/** Reads a `BatchAppendResp`. */
export const batchAnswerOf = (bytes: Buffer): BatchAnswer => {
  let correlationId = '';
  let revision: Revision = -1;
  let error: Error | undefined;
  for (const fields = fieldsOf(bytes); fields.next(); ) {
    const { field, start, end } = fields;
    if (field === 1) correlationId = uuidOf(bytes, fields);
    else if (field === 2) error = errorOf(bytes, start, end);
    else if (field === 3) revision = numberIn(bytes, start, end, 1) ?? -1;
  }
  return error ? { correlationId, kind: 'refused', error } : { correlationId, kind: 'appended', revision };
};

/**
 * Reads a `google.rpc.Status`. Its details hold another message, whose type says what was wrong (`Streams.BatchAppend.cs` of the server).
 */
const errorOf = (bytes: Buffer, from: number, to: number): Error => {
  let said = '';
  let name = '';
  let details = { start: 0, end: 0 };
  for (const fields = fieldsOf(bytes, from, to); fields.next(); ) {
    if (fields.field === 2) said = textOf(bytes, fields);
    if (fields.field !== 3) continue;
    for (const any = fieldsOf(bytes, fields.start, fields.end); any.next(); ) {
      if (any.field === 1) name = textOf(bytes, any);
      else if (any.field === 2) details = { start: any.start, end: any.end };
    }
  }
  const { start, end } = details;
  const named = name.slice(name.lastIndexOf('/') + 1);
  const refusal = refusals[named] ?? { type: 'unknown' };
  const limit = refusal.limit && numberIn(bytes, start, end, refusal.limit.field);
  const text = refusal.limit
    ? `${refusal.limit.text} of ${limit}`
    : (refusal.said?.(bytes, start, end) ?? '');
  return Object.assign(new Error(text || said || named), { type: refusal.type });
};

interface RefusalKind {
  /** The `type` of the error with which the client refuses a single append. */
  readonly type: string;
  readonly limit?: { readonly field: number; readonly text: string };
  readonly said?: (bytes: Buffer, start: number, end: number) => string;
}

const refusals: { readonly [details: string]: RefusalKind } = {
  'event_store.client.WrongExpectedVersion': { type: 'wrong-expected-version' },
  'event_store.client.StreamDeleted': { type: 'stream-deleted' },
  'event_store.client.AccessDenied': { type: 'access-denied' },
  'event_store.client.Timeout': { type: 'deadline-exceeded' },
  'event_store.client.InvalidTransaction': { type: 'invalid-transaction' },
  'event_store.client.MaximumAppendSizeExceeded': {
    type: 'maximum-append-size-exceeded',
    limit: { field: 1, text: 'the append exceeds Maximum Append Size' },
  },
  'event_store.client.MaximumAppendEventSizeExceeded': {
    type: 'maximum-append-size-exceeded',
    limit: { field: 3, text: 'an event exceeds Maximum Append Event Size' },
  },
  'event_store.client.BadRequest': {
    type: 'bad-request',
    said: (bytes, start, end) => {
      const fields = fieldsOf(bytes, start, end);
      return fields.next() ? textOf(bytes, fields) : '';
    },
  },
  // A server that is busy or not ready sends empty details; its message says what is wrong.
  'google.protobuf.Empty': { type: 'unavailable' },
};

const numberIn = (bytes: Buffer, start: number, end: number, wanted: number): number | undefined => {
  for (const fields = fieldsOf(bytes, start, end); fields.next(); )
    if (fields.field === wanted) return fields.value;
  return undefined;
};
