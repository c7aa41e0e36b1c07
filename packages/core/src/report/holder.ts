/**
 * Whoever opened the one-time link of a report. They act as a citizen by an id that is made of the report's: its reporter, and nobody to any
 * other report. No issuer and no key gives anybody such an id.
 */
const prefix = 'holder:';

/** The actor id of whoever opened the link of a report. */
export const holderIdOf = (reportId: string): string => `${prefix}${reportId}`;

/** The report whose link somebody of this actor id opened; undefined for everybody else. */
export const heldReportOf = (actorId: string): string | undefined =>
  actorId.startsWith(prefix) ? actorId.slice(prefix.length) : undefined;

const guests = 'guest:';

/** The actor id of somebody who reports without signing in: made for one report, and of nobody else's. */
export const guestIdOf = (uuid: string): string => `${guests}${uuid}`;

export const isGuestId = (actorId: string): boolean => actorId.startsWith(guests);
