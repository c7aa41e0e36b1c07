import type { Position } from './places.ts';

/** An instant: ISO 8601 in UTC with milliseconds, `2026-11-23T08:30:00.000Z`. Two of them compare as strings. */
export type Instant = string;

/** Where the engine takes the time from. Production passes the system clock; tests pass a simulated one. */
export interface Clock {
  now(): Instant;
  /**
   * Milliseconds since some moment, which nobody sets: by it {@link guarded} tells time that passed from a clock that was set forward. Absent: a clock that
   * goes forward by days, such as one of a test, is taken at its word.
   */
  monotonic?(): number;
  /** Throws {@link ClockUnsure} while nobody knows what time it is: no command is decided then. Absent: it is always known. */
  demandSure?(): void;
  /** Up to when timers are due; undefined while they wait for the clock. Absent: `now`. */
  due?(): Instant | undefined;
  /** Is told what the log recorded, and when: a guarded clock never says less. */
  recorded?(at: Instant, position?: Position): void;
}

/**
 * The instant of a number of milliseconds since the Unix epoch.
 *
 * @throws RangeError for what is no time (ECMA-262, 21.4.1.1)
 */
export const instantOf = (epochMilliseconds: number): Instant => new Date(epochMilliseconds).toISOString();

const written = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Whether a text is an instant in the one form in which instants are kept. */
export const isInstant = (text: string): boolean => {
  if (!written.test(text)) return false;
  const epoch = epochOf(text);
  // What does not exist is no number, or another day: it depends on the month.
  return !Number.isNaN(epoch) && instantOf(epoch) === text;
};

const writtenOffset = /^([+-])(\d\d)(?::?(\d\d))?$/;
/** Minutes. No clock is further from UTC: Kiribati is at +14:00, and ships on the other side of the date line at -12:00. */
const farthest = { east: 14 * 60, west: 12 * 60 };

/**
 * Minutes east of UTC of an offset of ISO 8601 (`Z`, `+07`, `+0700`, `+07:00`); undefined for one that does not exist, such as
 * `+07:99` or `-25:00`.
 */
export const offsetMinutes = (text: string): number | undefined => {
  if (text === 'Z' || text === 'z') return 0;
  const [, sign, hours, minutes = '0'] = writtenOffset.exec(text) ?? [];
  const size = Number(hours) * 60 + Number(minutes);
  const most = sign === '-' ? farthest.west : farthest.east;
  // Negated, so that NaN fails too.
  if (!(size <= most && Number(minutes) < 60)) return undefined;
  return sign === '-' ? 0 - size : size;
};

/** Milliseconds since the Unix epoch of an instant. */
export const epochOf = (instant: Instant): number => Date.parse(instant);
