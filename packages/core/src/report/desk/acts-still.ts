import type { Actor, Instant } from '../../engine/index.ts';
import { isKeyFor, type KeyEntry, keyOfActor } from '../key-entry.ts';
import type { OfficerEntry } from '../officer-entry.ts';

/** Whether who started a run may go on with it: they are not there to be asked anew. */

/**
 * For so long after its start a run goes on for somebody whom no registry here knows, as operators of an issuer: as long as a session may last and a
 * night. What a host comes to later, after a long rest, is started anew by somebody who may.
 */
export const actsUnseenMilliseconds = 24 * 3_600_000;

export interface Registries {
  /** Absent: the host has no registry of officers. */
  readonly officer?: ((id: string) => Promise<OfficerEntry | undefined>) | undefined;
  /** Absent: the host has no keys. */
  readonly key?: ((apiKeyId: string) => Promise<KeyEntry | undefined>) | undefined;
}

export interface ActsFor {
  readonly actor: Actor;
  /** Of reports. */
  readonly command: string;
  readonly startedAt: Instant;
  readonly now: Instant;
}

/**
 * A machine acts as long as its key is good, and gives what the key is for: the key of a run is one for each of its commands too. An officer whom the registry
 * knows acts as long as it says so, and for the agency that it says. Others act for {@link actsUnseenMilliseconds}.
 */
export const actsStill =
  ({ officer, key }: Registries) =>
  async ({ actor, command, startedAt, now }: ActsFor): Promise<boolean> => {
    const apiKeyId = keyOfActor(actor);
    if (apiKeyId !== undefined) {
      const entry = await key?.(apiKeyId);
      return (
        entry !== undefined &&
        entry.phase === 'active' &&
        now < entry.expiresAt &&
        entry.kind === actor.kind &&
        entry.agencyId === (actor.agencyId ?? null) &&
        isKeyFor(entry.commands, `report.${command}`)
      );
    }
    const entry = actor.kind === 'agency' ? await officer?.(actor.id) : undefined;
    if (entry !== undefined) return entry.phase === 'active' && entry.agencyId === actor.agencyId;
    return Date.parse(now) - Date.parse(startedAt) < actsUnseenMilliseconds;
  };
