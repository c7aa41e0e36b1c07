import { epochOf, isClockGuard, isMendableCode } from '@phananh/core/engine';
import type { FastifyInstance } from 'fastify';
import { count, objectSchema } from '../openapi/json-schema.ts';
import type { HealthOptions } from './health-options.ts';
import { demandLetIn } from './let-in.ts';
import { behindWords, clockWords, notReady, unmended } from './not-ready.ts';
import { lagOrNotReady, projectionLag } from './projection-lag.ts';
import {
  calendarSchema,
  calendarsEnding,
  gapsOf,
  shown,
  subscriptionSchema,
  workflowGaps,
} from './ready-answer.ts';
import { shortly } from './shortly.ts';
import { checkOrNotReady, storeHealth } from './store-check.ts';

/** `/healthz`: the process answers. `/readyz`: it can do its work. */
export const healthRoutes = (app: FastifyInstance, options: HealthOptions): void => {
  const tag = 'health';
  const { lagMilliseconds: mostLag, healthMilliseconds } = app.phananh.limits;
  const lag = shortly(() => projectionLag(options), healthMilliseconds);
  const letsIn = shortly(async () => options.demandReady?.(), healthMilliseconds);
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
      await demandLetIn(letsIn, app.log);
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
