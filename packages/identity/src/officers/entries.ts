/** What is folded of officers and invitations: each of the two looks at the other. */

export type OfficerRole = 'officer' | 'head';

export interface Officer {
  readonly phase: 'active' | 'suspended';
  readonly agencyId: string;
  readonly role: OfficerRole;
  readonly name: string | null;
  readonly registeredAt: string;
}

export interface Invitation {
  readonly phase: 'open' | 'accepted' | 'withdrawn';
  readonly agencyId: string;
  /** Whom it is for. No view shows it: two agencies would learn by it that they have invited the same person. */
  readonly addressId: string;
  readonly role: OfficerRole;
  readonly name: string | null;
  readonly invitedAt: string;
  readonly expiresAt: string;
  readonly acceptedBy: string | null;
}
