import { Buffer } from 'node:buffer';
import type { ExpectedRevision, RelatedRevision, SerialisedEvent } from '@phananh/core/store';
import type { Group, GroupedAppend } from '../grouped-append.ts';

/** Bytes of text that there is room for: some fifty events. */
const textBytes = 64 * 1024;
/** Numbers that there is room for: more than the appends of so much text have. */
const mostNumbers = 4096;

/** Memory that the host leaves a small group in for the writer: a message takes four times as long. */
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

/** Of a UUID, which is what ids are. */
const idLength = 36;

/**
 * The host's end of a slot. In it stand the numbers of appends, events and bytes, then for each append and each event what is a
 * number and how long its texts are; and all ids, and behind them all texts, in UTF-8.
 *
 * @returns whether there was room
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
      // Not a part of the text, which would stay in memory for as long as the writer remembers the id.
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
