import { normalText } from '../../unicode/index.ts';
import type { Actor } from '../base/actor.ts';
import { canonicalJson } from '../base/canonical-json.ts';
import { derivedUuid, derivedUuidOf, timeOfUuid } from '../base/random.ts';

/**
 * The command id that an idempotency key stands for when this actor uses it: nobody else can take it, and nobody learns from
 * it whether somebody else has used the key. A key that is a UUIDv7 gives its time to the id, so that the ids of what it
 * creates stay in the order of time.
 */
export const commandIdOfKey = (actor: Actor, key: string): string => {
  const name = `key:${canonicalJson([actor.kind, actor.id, actor.agencyId ?? null, normalText(key)])}`;
  const msecs = timeOfUuid(key);
  return msecs === undefined ? derivedUuid(name) : derivedUuidOf(name, msecs);
};

export const isSameActor = (a: Actor, b: Actor): boolean =>
  a.kind === b.kind && a.id === b.id && a.agencyId === b.agencyId;
