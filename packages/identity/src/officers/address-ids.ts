import type { ActorIds } from '../who/actor-ids.ts';

/** What an invitation knows of an e-mail address, the same however its letters are written. */
export interface AddressIds {
  /** Whom an invitation is for, whichever agency it is of. Stands in the log, and in no answer. */
  readonly ofAddress: (address: string) => string;
  /** The invitation of an address by one agency: it tells nobody whether another agency has invited them. */
  readonly ofInvitation: (agencyId: string, address: string) => string;
}

/**
 * Ids of addresses under the secret of actor ids: who reads the log learns from them neither an address nor whether one that they know is
 * in it. Addresses are compared in lower case and NFC, in invitations and nowhere else.
 */
export const addressIds = (actorIds: ActorIds): AddressIds => ({
  ofAddress: (address) => actorIds({ issuer: 'mailto', subject: asCompared(address) }),
  ofInvitation: (agencyId, address) =>
    actorIds({ issuer: `mailto of ${agencyId}`, subject: asCompared(address) }),
});

const asCompared = (address: string): string => address.trim().normalize('NFC').toLowerCase();
