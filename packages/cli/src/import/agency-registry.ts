import type { Actor, Reports } from '@phananh/core';
import {
  AlreadyExists,
  derivedUuid,
  IdempotencyConflict,
  type RelatedSubject,
  slug,
} from '@phananh/core/engine';
import type { AgencyState } from '@phananh/core/reports';
import type { AgencyOfCase } from './map/agency-of-case.ts';

/** The agencies of an import: each is registered with its first case, and looked up once. */
export interface AgencyRegistry {
  /** One that is there already stays as it is. @returns the id under which it is registered */
  register(agency: AgencyOfCase): Promise<string>;
  /** As it was when the import first met it. */
  find(agencyId: string): Promise<RelatedSubject<AgencyState>>;
}

export const agencyRegistry = ({ agencies }: Reports, actor: Actor): AgencyRegistry => {
  const known = new Map<string, Promise<RelatedSubject<AgencyState>>>();
  const load = (agencyId: string) => agencies.handler.load(agencyId);

  const registered = async ({ agencyId, name, kind }: AgencyOfCase): Promise<RelatedSubject<AgencyState>> => {
    const commandId = derivedUuid(`${actor.id}:agency:${agencyId}`);
    try {
      return await agencies.handler.create('register', { agencyId, name, kind }, { actor, commandId });
    } catch (error) {
      // Another process registered it in between.
      if (error instanceof AlreadyExists || error instanceof IdempotencyConflict) return load(agencyId);
      throw error;
    }
  };

  const once = (agencyId: string, find: () => Promise<RelatedSubject<AgencyState>>) => {
    let found = known.get(agencyId);
    if (found === undefined) {
      found = find();
      known.set(agencyId, found);
    }
    return found;
  };

  /** The first of the ids that an agency of this name has, if any: today's, or one that a version before made of its name. */
  const idThere = async ({ agencyId, formerIds, name }: AgencyOfCase): Promise<string | undefined> => {
    if ((await load(agencyId)) !== undefined) return agencyId;
    for (const formerId of formerIds)
      for await (const { data } of agencies.handler.history(formerId)) {
        if (typeof data.name === 'string' && slug(data.name) === slug(name)) return formerId;
        break;
      }
    return undefined;
  };

  const ids = new Map<string, Promise<string>>();
  const idOf = async (agency: AgencyOfCase): Promise<string> => {
    const there = await idThere(agency);
    if (there !== undefined) return there;
    await once(agency.agencyId, () => registered(agency));
    return agency.agencyId;
  };

  return {
    register: (agency) => {
      let id = ids.get(agency.agencyId);
      if (id === undefined) {
        id = idOf(agency);
        ids.set(agency.agencyId, id);
      }
      return id;
    },
    find: (agencyId) => once(agencyId, () => load(agencyId)),
  };
};
