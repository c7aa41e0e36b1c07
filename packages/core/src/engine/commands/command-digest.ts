import type { Actor } from '../base/actor.ts';
import { canonicalJson } from '../base/canonical-json.ts';
import type { JsonObject, JsonValue } from '../base/json.ts';
import { derivedUuid } from '../base/random.ts';
import type { Instant } from '../base/time.ts';
import type { RecordedEvent } from '../log/envelope.ts';
import { isErased } from '../log/personal-envelope.ts';

/**
 * Digest of a command: of its canonical JSON (RFC 8785) without the personal fields of its input, because the digest of
 * a personal value would outlive the value's erasure and could be guessed back.
 */
export const commandDigest = (command: {
  readonly workflow: string;
  /** Absent in a creation, whose id follows from the command. */
  readonly id: string | undefined;
  readonly name: string;
  readonly actor: Actor;
  readonly input: JsonObject;
  readonly personalFields: readonly string[];
  /** When the caller said that it happened. The same command at another instant is another command. */
  readonly occurredAt?: Instant | undefined;
}): string => {
  const { workflow, id = null, name, actor, personalFields, occurredAt } = command;
  const input = personalFields.length === 0 ? command.input : without(personalFields, command.input);
  const given: JsonValue[] = [workflow, id, name, actor.kind, actor.id, actor.agencyId ?? null, input];
  if (occurredAt !== undefined) given.push(occurredAt);
  return derivedUuid(`command:${canonicalJson(given)}`);
};

const without = (fields: readonly string[], input: JsonObject): JsonObject => {
  const others: { [field: string]: JsonValue } = {};
  for (const [field, value] of Object.entries(input)) {
    if (value !== undefined && !fields.includes(field)) others[field] = value;
  }
  return others;
};

/** Whether the personal fields of an input are those of the command's first event, of which erasure may have left some. */
export const samePersonalFields = (
  personalFields: readonly string[],
  input: JsonObject,
  firstEvent: RecordedEvent | undefined,
): boolean =>
  firstEvent === undefined ||
  personalFields.every(
    (field) =>
      !(field in firstEvent.data) ||
      isErased(firstEvent.data[field]) ||
      canonicalJson(input[field] ?? null) === canonicalJson(firstEvent.data[field] ?? null),
  );
