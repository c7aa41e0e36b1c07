import type { Position } from '../../engine/index.ts';
import type {
  Gaps,
  ParkedStream,
  ProjectionFailure,
  ReadModelsLoad,
  SkippedEvent,
  TableSnapshot,
} from '../read-models.ts';
import type { AgencyRow, RowsWanted } from './case-queries.ts';
import type { Answerers, AskForJson } from './questions.ts';

/** What people read: computed from the log, disposable, behind it by `position`. */
export interface ReadModels extends Answerers {
  /** Position of the last event that was applied. */
  position(): Position | undefined;
  /** Waits until the event at a position was applied; false when the time is over. */
  whenApplied(position: Position, options: { readonly timeoutMilliseconds: number }): Promise<boolean>;
  /** The report of a tracking code, written as people write it; undefined when there is none. */
  reportIdOf(trackingCode: string): string | undefined;
  /** The tracking codes of reports, as people write them, by their id. Who may know them decides whoever asks. */
  trackingCodesOf(reportIds: readonly string[]): ReadonlyMap<string, string>;
  /** Asks for an answer as it is sent on. Throws what asking for it otherwise throws. */
  readonly json: AskForJson;
  agencies(): readonly AgencyRow[];
  /**
   * For exports. Whoever takes one releases it.
   *
   * @param only of the tables of reports and agencies only these rows; throws {@link InvalidQuery} for what cannot be asked
   */
  snapshot(only?: RowsWanted): TableSnapshot;
  /** Reports whose events cannot be applied: they stand still, and nothing else does. */
  parked(): readonly ParkedStream[];
  /** Events that somebody had left out, each with the reason. */
  skipped(): readonly SkippedEvent[];
  /**
   * How many of both there are.
   *
   * @param list only what is missing of this list of another workflow
   */
  gaps(list?: string): Gaps;
  /** How they are used. */
  load(): ReadModelsLoad;
  /** Undefined when all is well, else what stopped the projection. */
  failure(): ProjectionFailure | undefined;
  close(): Promise<void>;
}
