import { EventIdConflict } from '../base/errors.ts';
import type { JsonValue } from '../base/json.ts';
import type { Position, Revision } from '../base/places.ts';
import type { EventMetadata } from './envelope.ts';
import type { Appended } from './event-store.ts';
import type { SerialisedEvent } from './serialised-event.ts';

/** An event of the log that was found by its id. */
export interface PlacedEvent extends SerialisedEvent {
  readonly stream: string;
  readonly revision: Revision;
  readonly position: Position;
}

/**
 * How the first of two same appends was answered, when this is the second one.
 *
 * @param find looks an event up by its id in the whole log
 * @returns `undefined` when none of the ids is in the log
 * @throws {@link EventIdConflict} when only some are, or elsewhere, in another order, or with other content
 */
export const findRepeatedAppend = (
  stream: string,
  events: readonly SerialisedEvent[],
  find: (id: string) => PlacedEvent | undefined,
): Appended | undefined => {
  const placed = events.map(({ id }) => find(id));
  const known = placed.find((event) => event !== undefined);
  if (known === undefined) return undefined;
  let revision = placed[0]?.revision ?? 0;
  let position = 0;
  for (const [index, event] of events.entries()) {
    const there = placed[index];
    if (there === undefined) throw new EventIdConflict(known.id, stream);
    const inPlace = there.stream === stream && there.revision === revision + (index === 0 ? 0 : 1);
    if (!inPlace || !sameContent(event, there)) throw new EventIdConflict(event.id, stream);
    ({ revision, position } = there);
  }
  return { revision, position };
};

/** Type, version, data and command: not the instants, which a second attempt may take anew. */
const sameContent = (a: SerialisedEvent, b: SerialisedEvent): boolean =>
  a.type === b.type &&
  a.version === b.version &&
  (a.data === b.data || sameJson(JSON.parse(a.data), JSON.parse(b.data))) &&
  (a.metadata === b.metadata || commandIdOf(a) === commandIdOf(b));

const commandIdOf = ({ metadata }: SerialisedEvent): string => {
  const { commandId }: EventMetadata = JSON.parse(metadata);
  return commandId;
};

/** The same value, whatever the order of an object's keys. */
const sameJson = (a: JsonValue, b: JsonValue): boolean => {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const entries = Object.entries(a);
  const others = new Map<string, JsonValue | undefined>(Object.entries(b));
  return (
    entries.length === others.size &&
    entries.every(([key, value]) => {
      const other = others.get(key);
      return value !== undefined && other !== undefined && sameJson(value, other);
    })
  );
};
