import { type Actor, AlreadyExists, derivedUuid, IdempotencyConflict, type Reports } from '@phananh/core';
import type { AgencyOfCase } from './map/agency-of-case.ts';

/** Registers the agencies of an import, each with its first case. One that is there already stays as it is. */
export const agencyRegistry = (reports: Reports, actor: Actor): ((agency: AgencyOfCase) => Promise<void>) => {
  const registered = new Map<string, Promise<void>>();
  const register = async ({ agencyId, name, kind }: AgencyOfCase): Promise<void> => {
    const { handler } = reports.agencies;
    if ((await handler.load(agencyId)) !== undefined) return;
    const commandId = derivedUuid(`${actor.id}:agency:${agencyId}`);
    try {
      await handler.create('register', { agencyId, name, kind }, { actor, commandId });
    } catch (error) {
      // Another process registered it in between.
      if (!(error instanceof AlreadyExists || error instanceof IdempotencyConflict)) throw error;
    }
  };
  return (agency) => {
    let done = registered.get(agency.agencyId);
    if (done === undefined) {
      done = register(agency);
      registered.set(agency.agencyId, done);
    }
    return done;
  };
};
