import type { Revision } from '@phananh/core/store';
import { encoded, type Field, fieldsOf, message, text, textOf, uint64 } from './protobuf.ts';
import { uuidOf } from './uuid.ts';

/** An event as it goes over the wire: its data and its metadata are JSON text. */
export interface OutgoingEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

export interface OutgoingAppend {
  readonly stream: string;
  /** What the server is asked to find: never "any", because only an exact place makes a repeat exact. */
  readonly expected: 'no-stream' | Revision;
  readonly events: readonly OutgoingEvent[];
}

/** Bytes of events after which another message begins: a message that is too large would end the call of all others. */
const mostBytes = 1024 * 1024;

/** `BatchAppendReq`, as many as the append needs. Without a deadline: the server has one of its own, by its own clock. */
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

/** What the server said to one append of the many. */
export type BatchAnswer =
  | { readonly correlationId: string; readonly kind: 'appended'; readonly revision: Revision }
  /** As an error of the kind that the client throws. */
  | { readonly correlationId: string; readonly kind: 'refused'; readonly error: Error };

/** `BatchAppendResp`. */
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

/** `google.rpc.Status`, whose details say in a message of their own what is wrong (`Streams.BatchAppend.cs`). */
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
  /** As the client names the error that a single append is refused with. */
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
  // A server that is busy, or not ready, says so in words alone.
  'google.protobuf.Empty': { type: 'unavailable' },
};

const numberIn = (bytes: Buffer, start: number, end: number, wanted: number): number | undefined => {
  for (const fields = fieldsOf(bytes, start, end); fields.next(); )
    if (fields.field === wanted) return fields.value;
  return undefined;
};
