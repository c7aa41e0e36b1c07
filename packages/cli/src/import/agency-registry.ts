import {
  type Actor,
  type AgencyState,
  AlreadyExists,
  derivedUuid,
  IdempotencyConflict,
  type Reports,
} from '@phananh/core';
import type { AgencyOfCase } from './map/agency-of-case.ts';

/** The agencies of an import: each is registered with its first case, and looked up once. */
export interface AgencyRegistry {
  /** One that is there already stays as it is. */
  register(agency: AgencyOfCase): Promise<unknown>;
  /** As it was when the import first met it. */
  stateOf(agencyId: string): Promise<AgencyState | undefined>;
}

export const agencyRegistry = ({ agencies }: Reports, actor: Actor): AgencyRegistry => {
  const known = new Map<string, Promise<AgencyState | undefined>>();
  const load = async (agencyId: string) => (await agencies.handler.load(agencyId))?.state;

  const registered = async ({ agencyId, name, kind }: AgencyOfCase): Promise<AgencyState | undefined> => {
    const there = await load(agencyId);
    if (there !== undefined) return there;
    const commandId = derivedUuid(`${actor.id}:agency:${agencyId}`);
    try {
      return (await agencies.handler.create('register', { agencyId, name, kind }, { actor, commandId }))
        .state;
    } catch (error) {
      // Another process registered it in between.
      if (error instanceof AlreadyExists || error instanceof IdempotencyConflict) return load(agencyId);
      throw error;
    }
  };

  const once = (agencyId: string, find: () => Promise<AgencyState | undefined>) => {
    let found = known.get(agencyId);
    if (found === undefined) {
      found = find();
      known.set(agencyId, found);
    }
    return found;
  };

  return {
    register: (agency) => once(agency.agencyId, () => registered(agency)),
    stateOf: (agencyId) => once(agencyId, () => load(agencyId)),
  };
};
