/** What somebody did to a log or to its files, as far as it shows. */
export const logFaultKinds = [
  'changed',
  'removed',
  'inserted',
  'moved',
  'truncated',
  'damaged',
  'unlike-checkpoint',
  'tiles-altered',
  'entries-altered',
  'published-differs',
  're-signed',
  'signature-wrong',
  'fork',
  'stale',
  'checkpoint-malformed',
  'earlier-form',
  'not-held',
] as const;

export type LogFaultKind = (typeof logFaultKinds)[number];

/** One thing that is wrong, and where. */
export interface LogFault {
  readonly kind: LogFaultKind;
  /** The log that shows it, where that is not the newest one. */
  readonly log?: string;
  /** Index of the entry in the log: where it belongs, or would stand. */
  readonly entry?: number;
  /** Of several entries in a row the last one. */
  readonly lastEntry?: number;
  /** Position in the store; of what is not there any more none. */
  readonly position?: number;
  readonly stream?: string;
  readonly revision?: number;
  readonly eventId?: string;
  readonly type?: string;
  /** Size of the checkpoint that shows it. */
  readonly checkpoint?: number;
  readonly what: string;
}
