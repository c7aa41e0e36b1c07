import { type Erased, isErased } from '@phananh/core/engine';

/** What is folded of officers and invitations: each of the two looks at the other. */

/** A name as other subjects take it over: of one that was erased there is nothing. */
export const unlessErased = (name: string | Erased | null): string | null => (isErased(name) ? null : name);

export type OfficerRole = 'officer' | 'head';

export interface Officer {
  readonly phase: 'active' | 'suspended';
  readonly agencyId: string;
  readonly role: OfficerRole;
  readonly name: string | Erased | null;
  readonly registeredAt: string;
}

export interface Invitation {
  readonly phase: 'open' | 'accepted' | 'withdrawn';
  readonly agencyId: string;
  /** Whom it is for. No view shows it: two agencies would learn by it that they have invited the same person. */
  readonly addressId: string;
  readonly role: OfficerRole;
  readonly name: string | Erased | null;
  readonly invitedAt: string;
  readonly expiresAt: string;
  readonly acceptedBy: string | null;
}
