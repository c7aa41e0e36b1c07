/** An instant: ISO 8601 in UTC with milliseconds, `2026-11-23T08:30:00.000Z`. Two of them compare as strings. */
export type Instant = string;

/** Where the engine takes the time from. Production passes the system clock; tests pass a simulated one. */
export interface Clock {
  now(): Instant;
}

/** The instant of a number of milliseconds since the Unix epoch. */
export const instantOf = (epochMilliseconds: number): Instant => new Date(epochMilliseconds).toISOString();

/** Milliseconds since the Unix epoch of an instant. */
export const epochOf = (instant: Instant): number => Date.parse(instant);
