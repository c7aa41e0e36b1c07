import type { Clock } from '@phananh/core';
import { type AnyCommandHandler, derivedUuid } from '@phananh/core/engine';
import { mostListedRows, type ReadModels } from '@phananh/core/read-models';
import { system } from '@phananh/core/reports';
import type { AddressIds } from './address-ids.ts';
import type { Invitation, Officer } from './entries.ts';

/** Of which agency somebody is an officer, and whether they may act for it. */
export interface RegisteredOfficer {
  readonly agencyId: string;
  readonly state: Officer['phase'];
}

/** Tells who is an officer of which agency, for each request: from the officer's own stream, so that every host knows what one has done. */
export type OfficerRegistry = (
  actorId: string,
  who: { readonly address: string | undefined },
) => Promise<RegisteredOfficer | undefined>;

export interface RegistryOptions {
  /** Handlers of the workflows `officer` and `invitation`. */
  readonly officers: Pick<AnyCommandHandler, 'load' | 'create'>;
  readonly invitations: Pick<AnyCommandHandler, 'load' | 'execute' | 'clock'>;
  readonly addressIds: Pick<AddressIds, 'ofAddress'>;
  /** The ids of the invitations of an address, whatever became of them, the latest first: {@link invitationsIn}. */
  readonly invitationsOf: (addressId: string) => Promise<readonly string[]>;
}

/**
 * Finds the invitations of an address in the list of them. It may lag a moment behind the log: whoever signs in within it is let in by
 * their next request. Whether one is open, its own stream says.
 */
export const invitationsIn =
  (readModels: Pick<ReadModels, 'list'>, clock: Clock): RegistryOptions['invitationsOf'] =>
  async (addressId) => {
    const { rows } = await readModels.list({
      list: 'invitations',
      where: { addressId: { oneOf: [addressId] } },
      sort: '-invitedAt',
      limit: mostListedRows,
      now: clock.now(),
    });
    return rows.map(({ invitationId }) => String(invitationId));
  };

/**
 * The registry of officers. Whoever is in none and shows an address that their issuer has verified is registered where there is an
 * open invitation for it: they need nothing but to sign in. Of those of several agencies the latest counts.
 *
 * It throws what the store throws: one that cannot be asked says nothing against anybody.
 */
export const officerRegistry = ({
  officers,
  invitations,
  addressIds,
  invitationsOf,
}: RegistryOptions): OfficerRegistry => {
  const entryOf = async (actorId: string): Promise<RegisteredOfficer | undefined> => {
    const found = await officers.load(actorId);
    // The state of an officer, by the handler's workflow.
    const officer = found?.state as Officer | undefined;
    return officer && { agencyId: officer.agencyId, state: officer.phase };
  };
  const join = async (actorId: string, address: string): Promise<boolean> => {
    for (const invitationId of await invitationsOf(addressIds.ofAddress(address)))
      if (await joinBy(invitationId, actorId)) return true;
    return false;
  };
  const joinBy = async (invitationId: string, actorId: string): Promise<boolean> => {
    const found = await invitations.load(invitationId);
    if (found === undefined) return false;
    // The handler is of the workflow of invitations.
    const invitation = found.state as Invitation;
    const actor = system('invitations');
    const isOpen = invitation.phase === 'open' && invitations.clock.now() < invitation.expiresAt;
    // The same of two requests at once is one command, on whichever hosts they are.
    const idOf = (step: string): string => derivedUuid(`${step}:${invitationId}:${actorId}`);
    const accepting = { actor, commandId: idOf(`accept ${found.revision}`) };
    if (isOpen) await invitations.execute(invitationId, 'accept', { officerId: actorId }, accepting);
    // Of a host that was cut off between the two steps the second one is left.
    else if (invitation.phase !== 'accepted' || invitation.acceptedBy !== actorId) return false;
    const joining = { actor, commandId: idOf('join') };
    await officers.create('join', { officerId: actorId, invitationId }, joining);
    return true;
  };
  return async (actorId, { address }) => {
    const entry = await entryOf(actorId);
    if (entry !== undefined || address === undefined) return entry;
    return (await join(actorId, address).catch(unlessLost)) === false ? undefined : entryOf(actorId);
  };
};

/** Somebody else with the address was faster, or who runs the registry: what holds now is looked at. */
const unlessLost = (error: unknown): true => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!lost.has(code)) throw error;
  return true;
};

const lost: ReadonlySet<string> = new Set([
  'already-exists',
  'wrong-phase',
  'wrong-expected-revision',
  'event-id-conflict',
  'idempotency-conflict',
]);
