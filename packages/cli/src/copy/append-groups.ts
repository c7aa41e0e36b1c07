import type { RecordedEvent } from '@phananh/core';

/** Events that go to the target in one append: together in the log, of one stream, recorded at one moment. */
export type AppendGroup = readonly [RecordedEvent, ...RecordedEvent[]];

/** A server takes 1 MiB in one append, by default; what was one append was no larger than that in any store. */
const mostCharacters = 512 * 1024;
const mostEvents = 500;

/** Gathers the events of a log into appends, so that what was appended together stays together. */
export const appendGroups = () => {
  let group: RecordedEvent[] = [];
  let characters = 0;

  const take = (): AppendGroup | undefined => {
    const [first, ...others] = group;
    group = [];
    characters = 0;
    return first && [first, ...others];
  };
  const belongs = (event: RecordedEvent): boolean => {
    const last = group.at(-1);
    return (
      last === undefined ||
      (last.stream === event.stream &&
        last.metadata.recordedAt === event.metadata.recordedAt &&
        group.length < mostEvents &&
        characters < mostCharacters)
    );
  };

  return {
    /** @returns the group before, when the event is not of it */
    add(event: RecordedEvent): AppendGroup | undefined {
      const before = belongs(event) ? undefined : take();
      group.push(event);
      characters += JSON.stringify(event.data).length;
      return before;
    },
    take,
  };
};
