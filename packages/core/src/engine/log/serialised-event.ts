import { EventTooLarge, InvalidAppend } from '../base/errors.ts';
import { findInexactJson } from '../base/exact-json.ts';
import type { NewEvent } from './envelope.ts';
import type { ExpectedRevision } from './event-store.ts';
import { assertExpectedRevision } from './expected-revision.ts';
import { assertStreamName } from './stream-name.ts';

/** Most bytes of UTF-8 that the data and the metadata of one event take as JSON. */
export const maximumEventBytes = 1024 * 1024;

const maximumTypeLength = 255;
// Lower case only: a store keeps the 16 bytes, and must give back the very id that it was given.
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const controlCharacter = /\p{Cc}/u;

/** An event with its data and metadata as JSON text: what a store keeps. */
export interface SerialisedEvent {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly data: string;
  readonly metadata: string;
}

/**
 * Checks what a caller appends, the same in every store, and gives the events as text.
 *
 * The caller may change its objects afterwards: nothing of them is kept.
 *
 * @throws {@link InvalidAppend}, {@link EventTooLarge}
 */
export const serialiseAppend = (
  stream: string,
  events: readonly NewEvent[],
  expectedRevision: ExpectedRevision,
): readonly SerialisedEvent[] => {
  assertStreamName(stream);
  assertExpectedRevision(expectedRevision);
  if (events.length === 0) throw new InvalidAppend('an append has at least one event', { stream });
  if (hasIdTwice(events)) {
    throw new InvalidAppend('two events of an append have the same id', { stream });
  }
  return events.map(serialiseEvent);
};

/** A few ids are compared sooner than hashed. */
const fewIds = 16;

const hasIdTwice = (events: readonly NewEvent[]): boolean =>
  events.length > fewIds
    ? new Set(events.map(({ id }) => id)).size < events.length
    : events.some(({ id }, place) => {
        for (let before = 0; before < place; before++) if (events[before]?.id === id) return true;
        return false;
      });

const serialiseEvent = (event: NewEvent): SerialisedEvent => {
  const { id, type, version, metadata } = event;
  if (typeof id !== 'string' || !uuid.test(id))
    throw new InvalidAppend(`${String(id)} is not a UUID in lower case`);
  if (typeof type !== 'string' || type === '' || type.length > maximumTypeLength) {
    throw new InvalidAppend(`an event type has 1 to ${maximumTypeLength} characters`, { id });
  }
  if (!type.isWellFormed() || controlCharacter.test(type)) {
    throw new InvalidAppend('an event type has no control characters and no lone surrogates', { id });
  }
  if (!Number.isSafeInteger(version) || version < 1) {
    throw new InvalidAppend('the version of an event is a whole number from 1', { id, type });
  }
  const serialised = {
    id,
    type,
    version,
    data: exactJson(event, 'data'),
    metadata: exactJson(event, 'metadata'),
  };
  if (typeof metadata.commandId !== 'string')
    throw new InvalidAppend('an event names its command', { id, type });
  assertSize(serialised);
  return serialised;
};

const exactJson = (event: NewEvent, part: 'data' | 'metadata'): string => {
  const value: unknown = event[part];
  const found =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? findInexactJson(value) : '';
  if (found === undefined) return JSON.stringify(value);
  throw new InvalidAppend(`JSON cannot carry ${event.type} exactly: /${part}${found}`, {
    type: event.type,
    pointer: `/${part}${found}`,
  });
};

const assertSize = ({ type, data, metadata }: SerialisedEvent): void => {
  // A UTF-16 unit takes at most 3 bytes of UTF-8, so that short events, nearly all, need no count.
  if ((data.length + metadata.length) * 3 <= maximumEventBytes) return;
  const bytes = new TextEncoder().encode(data + metadata).length;
  if (bytes > maximumEventBytes) throw new EventTooLarge(type, bytes, maximumEventBytes);
};
