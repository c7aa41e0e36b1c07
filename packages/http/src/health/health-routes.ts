import { type EventStore, type Instant, PhananhError, type Reports } from '@phananh/core';
import {
  type ClockState,
  epochOf,
  isClockGuard,
  isMendable,
  isMendableCode,
  type MendableCode,
  readPastDamage,
  type StoreHealth,
  StoreUnavailable,
  type Timers,
} from '@phananh/core/engine';
import type { ReadModels, RunningWorkflow } from '@phananh/core/read-models';
import { calendarReach } from '@phananh/core/sla';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { HttpError } from '../errors/http-errors.ts';
import { count, objectSchema } from '../openapi/json-schema.ts';

/** What tells how a host does. */
export interface HealthOptions {
  readonly reports: Reports;
  /** Those beside reports; `/readyz` tells of each what its lists lack. */
  readonly workflows?: readonly RunningWorkflow[];
  readonly readModels?: ReadModels | undefined;
  readonly timers?: Timers | undefined;
  /** What this host could not give of what events cause. */
  readonly reactions?: HostReactions | undefined;
  /** The subscriptions by which this host follows a log that is elsewhere; `/readyz` tells how they are. */
  readonly subscriptions?: (() => readonly FollowedSubscription[]) | undefined;
}

/** Reactions that could not be given and wait for somebody. */
interface HostReactions {
  standing(): readonly unknown[];
}

/** A subscription to a log over a connection. */
export interface FollowedSubscription {
  /** What follows the log by it. */
  readonly follower: string;
  readonly connected: boolean;
  readonly caughtUp: boolean;
  /** Since when it is connected, or is not. */
  readonly since: Instant;
  readonly drops: number;
  /** The code of the error that it was last dropped with. */
  readonly lastDropCode?: string | null;
}

/** `/healthz`: the process answers. `/readyz`: it can do its work. */
export const healthRoutes = (app: FastifyInstance, options: HealthOptions): void => {
  const tag = 'health';
  const { lagMilliseconds: mostLag, healthMilliseconds } = app.phananh.limits;
  const lag = shortly(() => projectionLag(options), healthMilliseconds);
  const health = shortly(() => storeHealth(options.reports.store), healthMilliseconds);
  app.get(
    '/healthz',
    {
      config: {
        permission: 'public',
        counted: 'never',
        operation: {
          id: 'health',
          tag,
          summary: 'The process answers.',
          responses: {
            200: { description: 'It does.', schema: objectSchema({ status: { const: 'ok' } }) },
          },
          errors: [],
        },
      },
    },
    async () => ({ status: 'ok' }),
  );
  app.get(
    '/readyz',
    {
      config: {
        permission: 'public',
        counted: 'never',
        operation: {
          id: 'ready',
          tag,
          summary: 'The store can be read and written, and the read models follow it.',
          responses: {
            200: {
              description: 'They can, and do.',
              schema: objectSchema(
                {
                  status: { const: 'ready' },
                  lagMilliseconds: count,
                  parkedStreams: count,
                  skippedEvents: count,
                  deletedStreams: count,
                  parkedReactions: count,
                  clock: { enum: ['sure', 'timers-wait'] },
                  timerLagMilliseconds: count,
                  failingTimers: count,
                  subscriptions: { type: 'array', items: subscriptionSchema },
                  calendars: { type: 'array', items: calendarSchema },
                  storeCheck: objectSchema({ position: count, of: count }),
                  workflows: {
                    type: 'object',
                    description: 'Of each workflow beside reports, what its lists lack.',
                    additionalProperties: objectSchema({ parkedStreams: count, skippedEvents: count }),
                  },
                },
                [
                  'storeCheck',
                  'workflows',
                  'calendars',
                  'parkedStreams',
                  'skippedEvents',
                  'parkedReactions',
                  'deletedStreams',
                  'clock',
                  'timerLagMilliseconds',
                  'failingTimers',
                  'subscriptions',
                ],
              ),
            },
          },
          errors: ['not-ready'],
        },
      },
    },
    async () => {
      const { clock } = options.reports.handler;
      const time = isClockGuard(clock) ? clock.state() : undefined;
      if (time?.state === 'unsure')
        throw notReady(`commands wait for the clock: it is ${clockWords(time)}`, 'clock');
      const failure = options.readModels?.failure();
      const subscriptions = options.subscriptions?.();
      const dropped = subscriptions?.find((each) => !each.connected && isMendableCode(each.lastDropCode));
      for (const code of [failure?.code, dropped?.lastDropCode])
        if (isMendableCode(code)) throw unmended(code);
      if (failure !== undefined)
        throw notReady(`the projection has stopped: ${failure.message}`, 'projection');
      const now = epochOf(options.reports.handler.clock.now());
      const lost = subscriptions?.find(
        ({ connected, since }) => !connected && now - epochOf(since) > mostLag,
      );
      // Before the store is asked, which would be waited for.
      if (lost !== undefined)
        throw notReady(`the log is not followed since ${lost.since} (${lost.follower})`, 'subscription');
      // Both at once, and what is known against the store is said first.
      const asked = lagOrNotReady(lag);
      asked.catch(() => {});
      const storeCheck = await checkOrNotReady(health, app.log);
      const lagMilliseconds = await asked;
      if (lagMilliseconds > mostLag) throw notReady(behindWords(lagMilliseconds), 'lag');
      const { timers } = options;
      return {
        status: 'ready',
        lagMilliseconds,
        // An event that cannot be applied holds up its own report only, and so does a stream that somebody deleted: they are told
        // here, and the host goes on.
        ...(options.readModels && gapsOf(options.readModels)),
        ...(options.reactions && { parkedReactions: options.reactions.standing().length }),
        ...(time && { clock: time.state }),
        // Late timers make nobody late: they are told here, and the host goes on.
        ...calendarsEnding(options),
        ...(subscriptions && { subscriptions: subscriptions.map(shown) }),
        ...(timers && { timerLagMilliseconds: timers.lagMilliseconds(), failingTimers: timers.failing() }),
        // What is read meanwhile is checked by itself.
        ...(storeCheck && { storeCheck }),
        ...workflowGaps(options),
      };
    },
  );
};

const behindWords = (milliseconds: number): string =>
  Number.isFinite(milliseconds)
    ? `the projection is ${milliseconds} ms behind`
    : 'the read models are being built';

const clockWords = ({ reason, milliseconds }: Exclude<ClockState, { readonly state: 'sure' }>): string => {
  const minutes = Math.round(Math.abs(milliseconds) / 60_000);
  if (reason === 'behind-log') return `${minutes} minutes behind the log`;
  return `${minutes} minutes ${milliseconds > 0 ? 'ahead of' : 'behind'} where it should be`;
};

const gapsOf = (readModels: ReadModels) => {
  const { parkedStreams, skippedEvents, deletedStreams } = readModels.gaps();
  return { parkedStreams, skippedEvents, deletedStreams };
};

/** A list that has not been built yet lacks nothing that is known. */
const workflowGaps = ({ workflows = [], readModels }: HealthOptions) => {
  if (workflows.length === 0 || readModels === undefined) return {};
  const gapsOfLists = ({ hosted }: RunningWorkflow) => {
    const lacking = { parkedStreams: 0, skippedEvents: 0 };
    for (const list of Object.keys(hosted.lists)) {
      const { parkedStreams, skippedEvents } = readModels.gaps(list);
      // Several lists of one projection lack the same.
      lacking.parkedStreams = Math.max(lacking.parkedStreams, parkedStreams);
      lacking.skippedEvents = Math.max(lacking.skippedEvents, skippedEvents);
    }
    return lacking;
  };
  return {
    workflows: Object.fromEntries(workflows.map((one) => [one.hosted.workflow.name, gapsOfLists(one)])),
  };
};

const calendarSchema = objectSchema({
  calendar: { type: 'string' },
  version: { type: 'string' },
  coveredTo: { type: 'string', format: 'date' },
  daysLeft: { type: 'integer', description: 'Negative when it is over.' },
});

/** Calendars that end within six months, or have ended: commands go on with projected days, and somebody has to know. */
const calendarsEnding = ({ reports: { policy, handler } }: HealthOptions) => {
  const ending = calendarReach(policy, handler.clock.now()).filter(({ endsSoon }) => endsSoon);
  if (ending.length === 0) return {};
  return {
    calendars: ending.map(({ calendar, version, coveredTo, daysLeft }) => ({
      calendar,
      version,
      coveredTo,
      daysLeft,
    })),
  };
};

const subscriptionSchema = objectSchema({
  follower: { type: 'string' },
  connected: { type: 'boolean' },
  caughtUp: { type: 'boolean' },
  since: { type: 'string' },
  drops: count,
});

/** Why it was dropped is for the log of the host: it may name addresses. */
const shown = ({ follower, connected, caughtUp, since, drops }: FollowedSubscription) => ({
  follower,
  connected,
  caughtUp,
  since,
  drops,
});

const notReady = (message: string, failed: string) =>
  new HttpError('not-ready', message, { checks: [failed] });

/** Has a check of its own, so that whoever is called in the night knows what to look at. */
const unmended = (code: MendableCode) =>
  notReady(`the store lets nobody in before an operator mends it: ${code}`, code);

/**
 * A question to the store whose answer is not waited for longer than whoever asks about health does. One that is not answered is not asked
 * a second time beside it.
 */
export const shortly = <T>(ask: () => Promise<T>, milliseconds: number): (() => Promise<T>) => {
  let asking: Promise<T> | undefined;
  return async () => {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    const late = Promise.withResolvers<never>();
    const said = `the store did not answer within ${milliseconds} ms`;
    const timer = setTimeout(
      () => late.reject(new StoreUnavailable(said, { reason: 'timeout' })),
      milliseconds,
    );
    try {
      return await Promise.race([asking, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  };
};

/** So many events of others in a row are looked past. */
const mostLookedAt = 8;

/**
 * The age of the oldest event that the read models have not applied; 0 when there is none.
 *
 * By age, because positions are opaque: the difference of two says nothing. Reads one event, so that it tells as well
 * whether the store can be read at all. Infinite where none of the log was applied and only events of others are seen.
 */
export const projectionLag = async ({ reports, readModels }: HealthOptions): Promise<number> => {
  const after = readModels?.position();
  const range = { limit: mostLookedAt, ...(after !== undefined && { after }) };
  let passed = false;
  const pass = (): void => {
    passed = true;
  };
  // One that cannot be read is passed at once: the next one tells.
  for await (const { metadata } of readPastDamage(reports.store, range, pass)) {
    if (readModels === undefined) return 0;
    return Math.max(epochOf(reports.handler.clock.now()) - epochOf(metadata.recordedAt), 0);
  }
  // A log that begins with what others wrote, of which nothing was taken yet: how old that is nobody knows.
  return passed && readModels !== undefined && after === undefined ? Number.POSITIVE_INFINITY : 0;
};

/** How far the store is looked through, while it is. The message is for the log of the host: it names files and streams. */
const checkOrNotReady = async (
  health: () => Promise<StoreHealth>,
  log: FastifyBaseLogger,
): Promise<StoreHealth['check']> => {
  const { failure, check } = await health().catch(asFailure);
  if (failure === undefined) return check;
  log.error({ err: failure }, 'the store is not well');
  if (isMendable(failure)) throw unmended(failure.code);
  // What names no file may be told to everybody.
  const why = failure.details.reason === 'SQLITE_FULL' ? ', no space left on its disk' : '';
  throw notReady(`the store is not well: ${failure.code}${why}`, 'store');
};

const storeHealth = async (store: EventStore): Promise<StoreHealth> => (await store.health?.()) ?? {};

const asFailure = (error: unknown): StoreHealth => {
  if (error instanceof PhananhError) return { failure: error };
  throw error;
};

const lagOrNotReady = async (lag: () => Promise<number>): Promise<number> => {
  try {
    return await lag();
  } catch (error) {
    if (isMendable(error)) throw unmended(error.code);
    if (error instanceof PhananhError && error.code.startsWith('store-'))
      throw notReady(`the store cannot be read: ${error.code}`, 'store');
    throw error;
  }
};
