import { monitorEventLoopDelay } from 'node:perf_hooks';
import { epochOf, isClockGuard } from '@phananh/core/engine';
import { calendarReach } from '@phananh/core/sla';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { HealthOptions } from '../health/health-options.ts';
import { projectionLag } from '../health/projection-lag.ts';
import { shortly } from '../health/shortly.ts';

/** Seconds. From what a list takes to where a proxy gives up. */
const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * `GET /metrics`: what this host does, in the text format of Prometheus.
 *
 * Labels have few values: routes as they are declared, never addresses; commands and error codes of the tables; no ids.
 */
export const hostMetrics = (app: FastifyInstance, options: HealthOptions): void => {
  const registers = [new Registry()];
  const [registry = new Registry()] = registers;
  countRequests(app, registers);
  watchProjections(
    registers,
    options,
    shortly(() => projectionLag(options), app.phananh.limits.healthMilliseconds),
  );
  watchCalendars(registers, options);
  watchEventLoop(app, registers);
  app.get(
    '/metrics',
    {
      config: {
        permission: 'public',
        counted: 'never',
        operation: {
          id: 'metrics',
          tag: 'health',
          summary: 'Counters and gauges of this host, for Prometheus.',
          responses: {
            200: {
              description: 'The text format, version 0.0.4.',
              mediaType: registry.contentType,
              schema: { type: 'string' },
            },
          },
          errors: [],
        },
      },
    },
    async (_, reply) =>
      reply
        .type(registry.contentType)
        .header('cache-control', 'no-store')
        .send(await registry.metrics()),
  );
};

const countRequests = (app: FastifyInstance, registers: Registry[]): void => {
  const requests = new Histogram({
    name: 'phananh_http_request_duration_seconds',
    help: 'Requests by route, method and status, and how long they took until their answer was sent.',
    labelNames: ['method', 'route', 'status'],
    buckets: durationBuckets,
    registers,
  });
  const commands = new Counter({
    name: 'phananh_commands_total',
    help: 'Commands given over HTTP, by what came of them: done, replayed, or the code of the error.',
    labelNames: ['command', 'outcome'],
    registers,
  });
  const problems = new Counter({
    name: 'phananh_problems_total',
    help: 'Error answers by code. Those of the store begin with store-.',
    labelNames: ['code'],
    registers,
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { url: route, config } = request.routeOptions;
    const labels = { route: route ?? 'none', status: reply.statusCode };
    requests.observe({ ...labels, method: methodOf(request) }, reply.elapsedTime / 1000);
    if (reply.problemCode !== undefined) problems.inc({ code: reply.problemCode });
    const command = config?.operation?.id;
    if (request.method === 'POST' && command !== undefined)
      commands.inc({ command, outcome: outcomeOf(reply) });
    done();
  });
};

/** Of a request for what is not served, anything can be sent as its method. */
const methodOf = ({ method, routeOptions }: FastifyRequest): string =>
  routeOptions.url === undefined ? 'other' : method;

const outcomeOf = (reply: FastifyReply): string =>
  reply.problemCode ?? (reply.hasHeader('idempotent-replayed') ? 'replayed' : 'done');

const watchProjections = (
  registers: Registry[],
  options: HealthOptions,
  lag: () => Promise<number>,
): void => {
  const { readModels, timers } = options;
  const gauge = (name: string, help: string, value: () => number | Promise<number>): void => {
    new Gauge({
      name: `phananh_${name}`,
      help,
      registers,
      async collect() {
        // A figure that cannot be had is no zero.
        const measured = await Promise.resolve()
          .then(value)
          .catch(() => Number.NaN);
        this.set(measured);
      },
    });
  };
  gauge(
    'projection_lag_seconds',
    'Age of the oldest event that the read models have not applied; NaN: the store cannot be read.',
    async () => (await lag()) / 1000,
  );
  if (readModels !== undefined) {
    gauge(
      'projection_position',
      'Log position of the last event that the read models have applied; NaN while there are none.',
      () => readModels.position() ?? Number.NaN,
    );
    gauge('projection_stopped', '1 when the projection has stopped altogether.', () =>
      Number(readModels.failure() !== undefined),
    );
    gauge(
      'parked_streams',
      'Streams with an event that a projection cannot apply.',
      () => readModels.gaps().parkedStreams,
    );
    gauge(
      'skipped_events',
      'Events that somebody had left out of cases, because they could not be applied.',
      () => readModels.gaps().skippedEvents,
    );
    gauge(
      'deleted_streams',
      "Streams that somebody deleted or truncated with the tools of the store's server.",
      () => readModels.gaps().deletedStreams,
    );
  }
  const load = readModels?.load;
  if (load !== undefined) {
    gauge(
      'read_models_log_bytes',
      'Size of the write-ahead log of the read models. It grows while somebody reads one state of them for long.',
      () => load().writeAheadLogBytes,
    );
    gauge(
      'questions_waiting',
      'Lists and figures that wait for others to be answered.',
      () => load().waiting,
    );
  }
  const { workflows = [] } = options;
  if (readModels !== undefined && workflows.some(({ hosted }) => hosted.workflow.name === 'dataRequest')) {
    const now = () => options.reports.handler.clock.now();
    gauge(
      'missed_deadlines',
      'Requests about personal data that are not done yet and of which a term of the law was missed.',
      async () => {
        const where = { missed: { oneOf: [true] }, phase: { oneOf: ['asked', 'granted'] } };
        const asked = { list: 'personal-data-requests', by: [], where, now: now() };
        const [counted] = await readModels.counts(asked);
        return counted?.count ?? 0;
      },
    );
    gauge(
      'erasure_lag_seconds',
      'How long the oldest erasure that was ordered has not been carried out; 0: there is none. Those that wait for a request of their person to end do not count.',
      async () => {
        const where = { phase: { oneOf: ['ordered'] } };
        const asked = { list: 'erasures', where, sort: 'orderedAt', limit: 200, now: now() };
        const oldest = (await readModels.list(asked)).rows.find(({ waitsFor }) => waitsFor === null);
        return typeof oldest?.orderedAt === 'string'
          ? Math.max(epochOf(now()) - epochOf(oldest.orderedAt), 0) / 1000
          : 0;
      },
    );
  }
  const { reactions } = options;
  if (reactions !== undefined)
    gauge(
      'parked_reactions',
      'Commands that events cause and that this host could not give.',
      () => reactions.standing().length,
    );
  const { clock } = options.reports.handler;
  if (isClockGuard(clock)) {
    gauge('clock_unsure', '1 while commands are refused because the clock jumped.', () =>
      Number(clock.state().state === 'unsure'),
    );
    gauge('clock_jump_seconds', 'How far the clock is from where it should be; 0: it is sure.', () => {
      const state = clock.state();
      return state.state === 'sure' ? 0 : state.milliseconds / 1000;
    });
  }
  if (timers !== undefined) {
    gauge(
      'timer_lag_seconds',
      'How long the oldest due timer has waited.',
      () => timers.lagMilliseconds() / 1000,
    );
    gauge('failing_timers', 'Timers that failed and are tried again.', () => timers.failing());
  }
};

const watchCalendars = (registers: Registry[], { reports }: HealthOptions): void => {
  new Gauge({
    name: 'phananh_calendar_days_left',
    help: 'Days until the last one that the calendar covers; negative when it is over and due days are projected.',
    labelNames: ['calendar'],
    registers,
    collect() {
      for (const { calendar, daysLeft } of calendarReach(reports.policy, reports.handler.clock.now()))
        this.set({ calendar }, daysLeft);
    },
  });
};

const watchEventLoop = (app: FastifyInstance, registers: Registry[]): void => {
  const delays = monitorEventLoopDelay({ resolution: 10 });
  app.addHook('onReady', async () => {
    delays.enable();
  });
  app.addHook('onClose', async () => {
    delays.disable();
  });
  new Gauge({
    name: 'phananh_event_loop_delay_seconds',
    help: 'How late the event loop was, since the metrics were read before.',
    labelNames: ['quantile'],
    registers,
    collect() {
      const seconds = (nanoseconds: number) => (Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0);
      this.set({ quantile: '0.5' }, seconds(delays.percentile(50)));
      this.set({ quantile: '0.99' }, seconds(delays.percentile(99)));
      this.set({ quantile: '1' }, seconds(delays.max));
      delays.reset();
    },
  });
};
