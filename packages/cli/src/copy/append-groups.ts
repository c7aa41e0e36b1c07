import type { RecordedEvent } from '@phananh/core';

/** Events that go to the target in one append: together in the log, of one stream, recorded at one moment. */
export interface AppendGroup {
  readonly events: readonly [RecordedEvent, ...RecordedEvent[]];
  /** About what it takes in a store. */
  readonly bytes: number;
}

/** A server takes 1 MiB in one append, by default, what the store adds to metadata included. */
export const mostAppendBytes = 1_000_000;
const mostEvents = 500;

/** Gathers the events of a log into appends, so that what was appended together stays together where it fits. */
export const appendGroups = () => {
  let group: RecordedEvent[] = [];
  let bytes = 0;

  const take = (): AppendGroup | undefined => {
    const [first, ...others] = group;
    const taken = first && { events: [first, ...others] as const, bytes };
    group = [];
    bytes = 0;
    return taken;
  };
  const belongs = (event: RecordedEvent, size: number): boolean => {
    const last = group.at(-1);
    return (
      last === undefined ||
      (last.stream === event.stream &&
        last.metadata.recordedAt === event.metadata.recordedAt &&
        group.length < mostEvents &&
        bytes + size <= mostAppendBytes)
    );
  };

  return {
    /** @returns the group before, when the event is not of it */
    add(event: RecordedEvent): AppendGroup | undefined {
      const size = sizeOf(event);
      const before = belongs(event, size) ? undefined : take();
      group.push(event);
      bytes += size;
      return before;
    },
    take,
  };
};

/** As a server counts it: two bytes for each UTF-16 unit of a type. */
const sizeOf = ({ type, data, metadata }: RecordedEvent): number =>
  2 * type.length + Buffer.byteLength(JSON.stringify(data)) + Buffer.byteLength(JSON.stringify(metadata));
