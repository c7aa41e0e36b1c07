import type { ActorIds } from '../who/actor-ids.ts';

/** Gives an id for an e-mail address, the same however its letters are written. */
export type AddressIds = (address: string) => string;

/**
 * Ids of addresses under the secret of actor ids: who reads the log learns from them neither an address nor whether one that they know is
 * in it. Addresses are compared in lower case and NFC, in invitations and nowhere else.
 */
export const addressIds =
  (actorIds: ActorIds): AddressIds =>
  (address) =>
    actorIds({ issuer: 'mailto', subject: address.trim().normalize('NFC').toLowerCase() });
