import { type Clock, type EventStore, type Position, type SlaPolicy, systemClock } from '@phananh/core';
import { type CheckpointStore, StoreUnavailable, type TimerIndex } from '@phananh/core/engine';
import type { AnyHostedWorkflow, ParkedStream, ReadModels } from '@phananh/core/read-models';
import { lifecycleWorkflows, PolicyDiffers, policyOfLog } from '@phananh/core/reports';
import { demandFiles } from '../../demand-file.ts';
import type { ReactionTable } from '../../reactions/parked-reactions.ts';
import { buildBeside, putInPlace } from '../building/build-beside.ts';
import { checkpointsOf } from '../building/checkpoints.ts';
import { makeAnew, openForWriting } from '../building/open.ts';
import { indexesOf } from '../building/read-side.ts';
import { assertLogAsSeen, isSameLog } from '../building/same-log.ts';
import { type RebuildReason, whyRebuild } from '../building/why-rebuild.ts';
import { answersAsJson } from '../hosted/answer-json.ts';
import { type Queries, type QueryContext, queriesOf } from '../hosted/queries.ts';
import { calendarOfTables, readSideOf } from '../hosted/read-side-of.ts';
import { type OtherStreams, otherStreamsIn } from '../parked/other-streams.ts';
import { orderParked, type ParkedOrder, waitingOrders } from '../parked/parked-orders.ts';
import { timerIndexOf } from '../timers/timer-index.ts';
import { followInto } from './follow-into.ts';
import { reactionsIn } from './reactions-in.ts';
import { type Serving, servedQueries, serving } from './serving.ts';
import { waiters } from './waiters.ts';

export interface ReadModelOptions {
  /** The policy whose calendars decide on which day something counts, and whose timers are indexed. Absent: the calendar of Viet Nam, and no timers; a log that is written under another calendar is refused then. */
  readonly policy?: SlaPolicy;
  /** Workflows beside reports, whose projections are computed into the same file. Default: none. */
  readonly workflows?: readonly AnyHostedWorkflow[];
  /** The clock by which verdicts of running clocks are brought up to date. Default: the system's. */
  readonly clock?: Clock;
}

interface RebuildOptions {
  /** Try again the events that were left out. Default: they are left out again. */
  readonly retrySkipped?: boolean;
  /** Take the log as it is, although the file has seen more of it, or another one. Default: refuse. */
  readonly acceptLog?: boolean;
}

export interface SqliteReadModels extends ReadModels {
  readonly cases: Queries['cases'];
  readonly caseCount: Queries['caseCount'];
  readonly caseCounts: Queries['caseCounts'];
  readonly published: Queries['published'];
  readonly clusters: Queries['clusters'];
  readonly gamingSignals: Queries['gamingSignals'];
  readonly list: Queries['list'];
  readonly counts: Queries['counts'];
  /**
   * Follows a log into the tables on this thread, until the signal.
   *
   * @throws {@link StoreBehind} when the log does not have what the file has seen of it
   */
  follow(
    store: EventStore,
    options: { readonly signal: AbortSignal; readonly onApplied?: (position: Position) => void },
  ): Promise<void>;
  /** Applies the events that the log has now. */
  catchUp(store: EventStore): Promise<void>;
  /** Computes all tables anew in a file beside the one that serves, and puts it in place. Events that were left out stay so by default. */
  rebuild(store: EventStore, options?: RebuildOptions): Promise<void>;
  /** Why whoever follows this log next computes all tables anew; undefined: they go on from these. Nothing is changed. */
  whyRebuild(store: EventStore): Promise<RebuildReason | undefined>;
  /** Saves what an operator wants done with parked streams; the process that follows the log does it. @returns the parked streams that the order is for */
  orderParked(order: ParkedOrder): readonly ParkedStream[];
  /** How many such orders wait to be carried out. */
  waitingOrders(): number;
  /** Gives the log from which figures of the past are read, where none is followed. */
  readFrom(store: EventStore): void;
  readonly checkpoints: CheckpointStore;
  /** Parked reactions of this host. */
  readonly reactions: ReactionTable;
  /** Which streams the log has beside those of reports, agencies, policies and these workflows. */
  otherStreams(workflows: readonly { readonly name: string }[]): readonly OtherStreams[];
  readonly timers: TimerIndex;
}

/**
 * Read models in an SQLite file, or in memory for `:memory:`. They are disposable: without the file they are computed
 * from the log again. A file of an older version or of another calendar is built anew beside itself; what
 * can be answered from it is until then.
 *
 * @throws {@link StoreForeign} when the file is something else, {@link StoreTooNew} when a newer version wrote it
 */
export const readModels = (
  path: string,
  { clock = systemClock, ...hosted }: ReadModelOptions = {},
): SqliteReadModels => {
  demandFiles(path);
  const side = readSideOf(hosted, clock);
  let log: EventStore | undefined;
  const context = {
    calendar: calendarOfTables(hosted),
    side,
    log: () => {
      if (log === undefined)
        throw new StoreUnavailable('these read models have no log to read the past from');
      return log;
    },
  };
  const served = path === ':memory:' ? inMemory(context) : serving(path, context);
  if (!served.isOpen()) served.open();
  const waiting = waiters(() => (served.isOpen() ? served.queries().position() : undefined));

  const update = async (
    store: EventStore,
    {
      rebuild = false,
      retrySkipped = false,
      acceptLog = false,
      onApplied: told = () => {},
      ...following
    }: {
      signal: AbortSignal;
      toTheEnd: boolean;
      rebuild?: boolean;
      onApplied?: (position: Position) => void;
    } & RebuildOptions,
  ): Promise<void> => {
    log = store;
    if (hosted.policy === undefined) await demandShippedCalendar(store, side.calendar);
    const onApplied = (position: Position): void => {
      waiting.applied(position);
      told(position);
    };
    if (path === ':memory:') {
      const database = served.database();
      if (rebuild || !(await isSameLog(database, store))) makeAnew(database, side);
      database.exec(indexesOf(side));
      // The late table comes after all events: timers are filled from the subjects that are open at the end, far fewer than events.
      if (database.prepare('SELECT 1 FROM projections').get() === undefined)
        await followInto(database, store, { ...side, late: undefined }, { ...following, toTheEnd: true });
      await followInto(database, store, side, { ...following, onApplied });
      return;
    }
    if (!acceptLog) await assertLogAsSeen(path, store);
    const reason = await whyRebuild(path, store, side);
    if (rebuild || reason !== undefined) {
      if (reason?.servable === false) served.close();
      const built = await buildBeside(path, store, side, { ...following, retrySkipped });
      if (built === undefined) return;
      served.close();
      const placed = putInPlace(path, built);
      served.open();
      if (!placed)
        throw new StoreUnavailable(`another process reads ${path}: it is built anew when nobody does`, {
          path,
        });
      const position = served.queries().position();
      if (position !== undefined) onApplied(position);
    }
    const database = openForWriting(path, side);
    try {
      if (!served.isOpen()) served.open();
      await followInto(database, store, side, { ...following, onApplied });
    } finally {
      database.close();
    }
  };

  const queries = servedQueries(served);
  return {
    ...queries,
    json: answersAsJson(queries, (bytes) => new ArrayBuffer(bytes)),
    checkpoints: checkpointsIn(served),
    reactions: reactionsIn(served),
    otherStreams: (workflows) => otherStreamsIn(served.database(), workflows, lifecycleWorkflows),
    timers: timersIn(served),
    orderParked: (order) => orderParked(served.database(), order),
    waitingOrders: () => waitingOrders(served.database()),
    whenApplied: (position, { timeoutMilliseconds }) => waiting.until(position, timeoutMilliseconds),
    follow: (store, { signal, onApplied }) =>
      update(store, { signal, toTheEnd: false, ...(onApplied && { onApplied }) }),
    catchUp: (store) => update(store, { signal: new AbortController().signal, toTheEnd: true }),
    rebuild: (store, options = {}) =>
      update(store, { signal: new AbortController().signal, toTheEnd: true, rebuild: true, ...options }),
    whyRebuild: async (store) => (path === ':memory:' ? undefined : whyRebuild(path, store, side)),
    readFrom: (store) => {
      log = store;
    },
    close: async () => served.close(),
  };
};

/** Without a policy days are those of Viet Nam: not of a log that is written under others. @throws {@link PolicyDiffers} */
const demandShippedCalendar = async (store: EventStore, shipped: string): Promise<void> => {
  const { policy, adopted } = await policyOfLog(store);
  if (adopted === null || policy.calendar.version === shipped) return;
  throw new PolicyDiffers(
    `the log counts days of ${policy.calendar.version}: read models of it take the policy that policyOfLog gives`,
    { policy: policy.name, calendars: policy.calendars.map(({ version }) => version) },
  );
};

/** For `:memory:`: one connection computes and answers. */
const inMemory = (context: QueryContext): Serving => {
  const database = openForWriting(':memory:', context.side);
  const queries = queriesOf(database, context);
  return {
    queries: () => queries,
    database: () => database,
    isOpen: () => true,
    open: () => {},
    close: () => database.close(),
  };
};

/** Checkpoints in the file that serves. While there is none they are not saved: a reaction that is given twice changes nothing. */
export const checkpointsIn = ({ isOpen, database }: Serving): CheckpointStore => ({
  load: async (name) => (isOpen() ? checkpointsOf(database()).load(name) : undefined),
  save: async (name, position) => {
    if (isOpen()) await checkpointsOf(database()).save(name, position);
  },
});

/** Timers in the file that serves. While there is none, timers that are due fire later; verdicts do not depend on when they fire. */
export const timersIn = ({ isOpen, database }: Serving): TimerIndex => ({
  due: (at, page) => (isOpen() ? timerIndexOf(database()).due(at, page) : []),
  next: () => (isOpen() ? timerIndexOf(database()).next() : undefined),
});
