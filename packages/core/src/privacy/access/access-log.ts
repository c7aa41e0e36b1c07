import {
  type Actor,
  type ErrorTable,
  type Instant,
  type JsonObject,
  keptBy,
  PhananhError,
} from '../../engine/index.ts';

/** Who was shown which personal fields of whom, and why. It says whose they are by the names of streams, never what they say. */
export interface Showing {
  readonly actor: Actor;
  /** The machine that asked in the actor's name. */
  readonly givenBy?: Actor;
  /** What they wanted it for: in their own words, or what follows from what they are (`handling`, `audit`, `own`). */
  readonly purpose: string;
  /** How it was shown: the operation of the API (`report.history`), or the command (`phananh report`). */
  readonly way: string;
  /** Of which subjects, by their streams: `report-019a…`. Those of a list are in one entry a page. Empty with `query`: of all that it lets through. */
  readonly of: readonly string[];
  /** Which fields, by the names that views have. */
  readonly fields: readonly string[];
  /** What was asked for, where it is more than one can name: an export. Without words: {@link queryWithoutWords}. */
  readonly query?: JsonObject;
}

export interface AccessEntry extends Showing {
  /** Of the host. */
  readonly at: Instant;
}

/** Which entries: all that each filter lets through, the oldest first. */
export interface AccessQuery {
  /** Of any of these streams. */
  readonly of?: readonly string[];
  /** Whose streams those are, where they are a person's: `citizen:c-17`. */
  readonly person?: string;
  readonly actorKind?: string;
  readonly actorId?: string;
  /** At or after, and before. */
  readonly from?: Instant;
  readonly to?: Instant;
  /** 1 to 1,000. */
  readonly limit: number;
  readonly cursor?: string;
}

export interface AccessPage {
  readonly entries: readonly AccessEntry[];
  /** Absent: this is the last page. */
  readonly nextCursor?: string;
}

/** The log of who was shown what: append-only, in a place of its own, apart from the events. */
export interface AccessLog {
  /**
   * Takes an entry down; it is written right after, not before the answer goes out. Whoever shows something records it first.
   *
   * @throws {@link AccessLogUnavailable} when entries cannot be written: then nothing personal is shown
   */
  record(showing: Showing): void;
  /** What was recorded before is in it. @throws {@link InvalidQuery} for a cursor of another log or query */
  read(query: AccessQuery): Promise<AccessPage>;
  /** Writes what was recorded, and closes. */
  close(): Promise<void>;
}

export const accessErrors = {
  'access-log-unavailable': {
    kind: 'unavailable',
    title: {
      en: 'Nothing personal can be shown now',
      vi: 'Tạm thời không thể hiển thị dữ liệu cá nhân',
    },
    help: 'Who is shown personal data is written down, and that cannot be done now: the disk is full, or the folder of the access log is not there. Nothing was shown.',
  },
} as const satisfies ErrorTable;

export class AccessLogUnavailable extends PhananhError {
  readonly code = 'access-log-unavailable';

  constructor(cause?: unknown) {
    super('the access log cannot be written', { retryAfterSeconds: 10 }, { cause });
  }
}

/** What an actor of a kind reads personal data for, where nobody says it in words. */
export const purposeOf = ({ kind }: Actor): string =>
  kind === 'citizen'
    ? 'own'
    : kind === 'auditor'
      ? 'audit'
      : kind === 'admin'
        ? 'administration'
        : 'handling';

/** What was asked for as the log keeps it: words that were searched for may be a name. `q` with nothing in it says that there were some. */
export const queryWithoutWords = (query: JsonObject): JsonObject =>
  query.q === undefined ? query : { ...query, q: '' };

const setOf = keptBy((streams: readonly string[]) => new Set(streams));

/** Whether a query lets an entry through: what was shown of everything was shown of each, and what was shown of one person of no other. */
export const isAsked = (
  { at, actor, of, query }: AccessEntry,
  { from = '', to = '9999', actorKind, actorId, of: wanted, person }: AccessQuery,
): boolean => {
  if (at < from || at >= to) return false;
  if (actorKind !== undefined && actor.kind !== actorKind) return false;
  if (actorId !== undefined && actor.id !== actorId) return false;
  if (wanted === undefined) return true;
  if (of.length > 0) return of.some((stream) => setOf(wanted).has(stream));
  return query?.person === undefined || query.person === person;
};
