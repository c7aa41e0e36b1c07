import { encoded, type Field, type Fields, fieldsOf, message, text, textOf, uint64 } from './protobuf.ts';
import { uuidOf } from './uuid.ts';

/** A `ReadReq` for the whole log, forwards from a commit position or from its start. */
export const readAllRequest = (from: number | 'start', count: number): Buffer =>
  encoded([message(1, placeField(from), uint64(5, count), message(8), idsAsText)]);

/** A `ReadReq` that subscribes to the log from a position on, to the records whose stream name or type matches a pattern. */
export const subscribeRequest = (
  from: number | 'start',
  { filterOn, regex }: { readonly filterOn: 'streamName' | 'eventType'; readonly regex: string },
  {
    maxSearchWindow,
    checkpointInterval,
  }: { readonly maxSearchWindow: number; readonly checkpointInterval: number },
): Buffer => {
  const expression = message(filterOn === 'streamName' ? 1 : 2, text(1, regex));
  const filter = message(7, expression, uint64(3, maxSearchWindow), uint64(5, checkpointInterval));
  return encoded([message(1, placeField(from), message(6), filter, idsAsText)]);
};

const placeField = (from: number | 'start'): Field =>
  message(2, from === 'start' ? message(2) : message(1, uint64(1, from), uint64(2, from)));

const idsAsText = message(9, message(2));

/** A received event whose data and metadata are decoded only when they are asked for. */
export interface WireRecord {
  readonly id: string;
  readonly stream: string;
  readonly type: string;
  readonly contentType: string;
  /** Ticks of 100 ns since the Unix epoch. */
  readonly created: string;
  readonly revision: number;
  readonly commit: number;
  readonly prepare: number;
  /** Decoded as UTF-8. */
  data(): string;
  metadata(): string;
}

/** A `ReadResp`. */
export type ReadResponse =
  | { readonly kind: 'record'; readonly record: WireRecord }
  | { readonly kind: 'checkpoint'; readonly commit: number; readonly prepare: number }
  | { readonly kind: 'confirmation' | 'caught-up' | 'fell-behind' | 'other' };

export const readResponseOf = (bytes: Buffer): ReadResponse => {
  for (const response = fieldsOf(bytes); response.next(); ) {
    switch (response.field) {
      case 1: {
        const record = recordIn(bytes, response);
        return record ? { kind: 'record', record } : { kind: 'other' };
      }
      case 2:
        return { kind: 'confirmation' };
      case 3:
        return checkpointOf(bytes, response);
      case 8:
        return { kind: 'caught-up' };
      case 9:
        return { kind: 'fell-behind' };
    }
  }
  return { kind: 'other' };
};

/** The event of a `ReadEvent`, and not the link that led to it. */
const recordIn = (bytes: Buffer, { start, end }: Fields): WireRecord | undefined => {
  for (const event = fieldsOf(bytes, start, end); event.next(); )
    if (event.field === 1) return recordOf(bytes, event);
  return undefined;
};

const checkpointOf = (bytes: Buffer, { start, end }: Fields): ReadResponse => {
  const position = { commit: 0, prepare: 0 };
  for (const fields = fieldsOf(bytes, start, end); fields.next(); ) {
    if (fields.field === 1) position.commit = fields.value;
    else if (fields.field === 2) position.prepare = fields.value;
  }
  return { kind: 'checkpoint', ...position };
};

const nowhere = { start: 0, end: 0 } as const;

const recordOf = (bytes: Buffer, { start, end }: Fields): WireRecord => {
  let data: Pick<Fields, 'start' | 'end'> = nowhere;
  let metadata: Pick<Fields, 'start' | 'end'> = nowhere;
  const record = {
    id: '',
    stream: '',
    type: '',
    contentType: '',
    created: '',
    revision: 0,
    commit: 0,
    prepare: 0,
    data: () => textOf(bytes, data),
    metadata: () => textOf(bytes, metadata),
  };
  for (const fields = fieldsOf(bytes, start, end); fields.next(); ) {
    switch (fields.field) {
      case 1:
        record.id = uuidOf(bytes, fields);
        break;
      case 2:
        record.stream = nameOf(bytes, fields);
        break;
      case 3:
        record.revision = fields.value;
        break;
      case 4:
        record.prepare = fields.value;
        break;
      case 5:
        record.commit = fields.value;
        break;
      case 6: {
        const { key, value } = entryOf(bytes, fields);
        if (key === 'type') record.type = value;
        else if (key === 'content-type') record.contentType = value;
        else if (key === 'created') record.created = value;
        break;
      }
      case 7:
        metadata = { start: fields.start, end: fields.end };
        break;
      case 8:
        data = { start: fields.start, end: fields.end };
    }
  }
  return record;
};

const nameOf = (bytes: Buffer, { start, end }: Fields): string => {
  for (const fields = fieldsOf(bytes, start, end); fields.next(); )
    if (fields.field === 3) return textOf(bytes, fields);
  return '';
};

const entryOf = (bytes: Buffer, { start, end }: Fields) => {
  const entry = { key: '', value: '' };
  for (const fields = fieldsOf(bytes, start, end); fields.next(); )
    entry[fields.field === 1 ? 'key' : 'value'] = textOf(bytes, fields);
  return entry;
};
