import type { ReadModels, RunningWorkflow } from '@phananh/core/read-models';
import { calendarReach } from '@phananh/core/sla';
import { count, objectSchema } from '../openapi/json-schema.ts';
import type { FollowedSubscription, HealthOptions } from './health-options.ts';

/** What a host that is ready tells of itself. */

export const gapsOf = (readModels: ReadModels) => {
  const { parkedStreams, skippedEvents, deletedStreams } = readModels.gaps();
  return { parkedStreams, skippedEvents, deletedStreams };
};

/** A list that has not been built yet lacks nothing that is known. */
export const workflowGaps = ({ workflows = [], readModels }: HealthOptions) => {
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

export const calendarSchema = objectSchema({
  calendar: { type: 'string' },
  version: { type: 'string' },
  coveredTo: { type: 'string', format: 'date' },
  daysLeft: { type: 'integer', description: 'Negative when it is over.' },
});

/** Calendars that end within six months, or have ended: commands go on with projected days, and somebody has to know. */
export const calendarsEnding = ({ reports: { policy, handler } }: HealthOptions) => {
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

export const subscriptionSchema = objectSchema({
  follower: { type: 'string' },
  connected: { type: 'boolean' },
  caughtUp: { type: 'boolean' },
  since: { type: 'string' },
  drops: count,
});

/** Why it was dropped is for the log of the host: it may name addresses. */
export const shown = ({ follower, connected, caughtUp, since, drops }: FollowedSubscription) => ({
  follower,
  connected,
  caughtUp,
  since,
  drops,
});
