import type { Actor, Instant } from '../engine/index.ts';

/**
 * What is looked at in a key that a machine acts by, in the workflow `apiKey` where one runs beside reports. How keys are made and given is not theirs
 * to know.
 */
export interface KeyEntry {
  readonly phase: 'active' | 'revoked';
  readonly kind: string;
  readonly agencyId: string | null;
  /** As the reference of the API names its operations: `report.verify`, or `report.*`. */
  readonly commands: readonly string[];
  readonly expiresAt: Instant;
}

const prefixOfActors = 'key:';

/** Who acts by a key. */
export const actorIdOfKey = (apiKeyId: string): string => `${prefixOfActors}${apiKeyId}`;

/** The key by which somebody acts; undefined: by none. */
export const keyOfActor = ({ id }: Pick<Actor, 'id'>): string | undefined =>
  id.startsWith(prefixOfActors) ? id.slice(prefixOfActors.length) : undefined;

/** Whether a key is for a command, or for all of a workflow. */
export const isKeyFor = (commands: readonly string[], name: string): boolean =>
  commands.includes(name) || commands.includes(`${name.split('.', 1)}.*`);
