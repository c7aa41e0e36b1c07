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
  readonly role: OfficerRole;
  readonly name: string | null;
  readonly expiresAt: string;
  readonly acceptedBy: string | null;
}
