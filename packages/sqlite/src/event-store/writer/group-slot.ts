import { Buffer } from 'node:buffer';
import type { ExpectedRevision, RelatedRevision, SerialisedEvent } from '@phananh/core/store';
import type { Group, GroupedAppend } from '../grouped-append.ts';

/** Room for the text of some fifty events. */
const textBytes = 64 * 1024;
/** Room for numbers: the appends that fit into `textBytes` have fewer. */
const mostNumbers = 4096;

/** Shared memory in which the host leaves a small group for the writer: `postMessage` takes four times as long. */
export interface GroupSlot {
  readonly numbers: Float64Array<SharedArrayBuffer>;
  readonly text: SharedArrayBuffer;
}

export const createGroupSlot = (): GroupSlot => ({
  numbers: new Float64Array(new SharedArrayBuffer(mostNumbers * Float64Array.BYTES_PER_ELEMENT)),
  text: new SharedArrayBuffer(textBytes),
});

const words = ['any', 'no-stream', 'stream-exists'] as const;
const numberOf = (expected: ExpectedRevision): number =>
  typeof expected === 'number' ? expected : -1 - words.indexOf(expected);
const expectedOf = (number: number): ExpectedRevision =>
  number >= 0 ? number : (words[-1 - number] ?? 'any');

const numbersPerGroup = 3;
const numbersPerAppend = 5;
const numbersPerRelated = 2;
const numbersPerEvent = 4;

/** Most appends name no other stream. */
const none: readonly RelatedRevision[] = [];

/** Ids of events are UUIDs. */
const idLength = 36;

/**
 * The host's end of a slot. `numbers` gets how many appends, events and bytes there are, then the numbers of each append and event and
 * the lengths of their texts. `text` gets all ids, and behind them all texts, in UTF-8.
 *
 * @returns a function that leaves a group in the slot; false when there is no room
 */
export const groupLeaver = ({ numbers, text: shared }: GroupSlot): ((group: Group) => boolean) => {
  const bytes = Buffer.from(shared);
  return ({ appends }) => {
    let count = numbersPerGroup;
    let ids = '';
    let text = '';
    for (const { stream, events, expectedRevision, related, recordedAt } of appends) {
      const needed = numbersPerAppend + related.length * numbersPerRelated + events.length * numbersPerEvent;
      if (count + needed > mostNumbers) return false;
      numbers[count] = stream.length;
      numbers[count + 1] = recordedAt.length;
      numbers[count + 2] = numberOf(expectedRevision);
      numbers[count + 3] = events.length;
      numbers[count + 4] = related.length;
      count += numbersPerAppend;
      text += stream + recordedAt;
      for (const other of related) {
        numbers[count] = other.stream.length;
        numbers[count + 1] = numberOf(other.revision);
        count += numbersPerRelated;
        text += other.stream;
      }
      for (const { id, type, version, data, metadata } of events) {
        numbers[count] = version;
        numbers[count + 1] = type.length;
        numbers[count + 2] = data.length;
        numbers[count + 3] = metadata.length;
        count += numbersPerEvent;
        ids += id;
        text += type + data + metadata;
      }
      // A UTF-16 unit takes at most 3 bytes of UTF-8.
      if ((ids.length + text.length) * 3 > textBytes) return false;
    }
    numbers[0] = appends.length;
    numbers[1] = ids.length / idLength;
    numbers[2] = bytes.write(ids + text);
    return true;
  };
};

/** The writer's end of a slot: gives the group that was left in it. */
export const groupTaker = ({ numbers, text: shared }: GroupSlot): (() => Group) => {
  const bytes = Buffer.from(shared);
  return () => {
    const [appends = 0, ids = 0, end] = numbers;
    const text = bytes.toString('utf8', ids * idLength, end);
    let [count, nextId, from] = [numbersPerGroup, 0, 0];
    const numberAt = (place: number): number => numbers[count + place] ?? 0;
    const take = (length: number): string => {
      from += length;
      return text.slice(from - length, from);
    };

    const takeEvent = (): SerialisedEvent => {
      const [version, type, data, metadata] = [numberAt(0), numberAt(1), numberAt(2), numberAt(3)];
      count += numbersPerEvent;
      nextId += idLength;
      // Made from the bytes and not by `text.slice`: V8 keeps the whole text alive for a slice of it, and the writer keeps ids.
      const id = bytes.toString('latin1', nextId - idLength, nextId);
      return { id, type: take(type), version, data: take(data), metadata: take(metadata) };
    };
    const takeRelated = (): RelatedRevision => {
      const [stream, expected] = [numberAt(0), numberAt(1)];
      count += numbersPerRelated;
      return { stream: take(stream), revision: expected >= 0 ? expected : 'no-stream' };
    };
    const takeAppend = (): GroupedAppend => {
      const [stream, recordedAt, expected, events, related] = [
        numberAt(0),
        numberAt(1),
        numberAt(2),
        numberAt(3),
        numberAt(4),
      ];
      count += numbersPerAppend;
      return {
        stream: take(stream),
        recordedAt: take(recordedAt),
        expectedRevision: expectedOf(expected),
        related: related === 0 ? none : Array.from({ length: related }, takeRelated),
        events: Array.from({ length: events }, takeEvent),
      };
    };
    return { appends: Array.from({ length: appends }, takeAppend) };
  };
};
