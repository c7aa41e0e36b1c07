import type { Instant, JsonObject } from '../../engine/index.ts';
import type { Wanted } from './case-queries.ts';
import type { GamingSignalName } from './gaming-signals.ts';

/** Which gaming signals: those of events that happened at or after `from` and before `to`, the latest first. */
export interface SignalQuery {
  readonly from?: Instant;
  readonly to?: Instant;
  readonly signal?: readonly GamingSignalName[];
  /** Who had the report; null: no agency. */
  readonly agencyId?: Wanted;
  readonly category?: Wanted;
  /** Any of these labels; null: none. */
  readonly label?: Wanted;
  readonly areaCode?: Wanted;
  /** At most 1,000. Default 50. */
  readonly limit?: number;
  /** Where the page before ended, as it was given out. */
  readonly cursor?: string;
}

/** A signal with the case that it is about. */
export interface SignalRow {
  readonly signal: GamingSignalName;
  readonly at: Instant;
  readonly reportId: string;
  /** Of the event that says so. */
  readonly revision: number;
  readonly agencyId: string | null;
  /** Category and area of the case now. */
  readonly category: string | null;
  readonly areaCode: string | null;
  readonly detail: JsonObject;
}

export interface SignalPage {
  /** How many there are of each, on all pages together; cases count as often as they have one. */
  readonly counts: { readonly [S in GamingSignalName]: { readonly signals: number; readonly cases: number } };
  readonly signals: readonly SignalRow[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
}
