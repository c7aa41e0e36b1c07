import { type Outcome, operator, type Position, type Reports } from '@phananh/core';
import type { ReportState } from '@phananh/core/reports';
import type { Agency } from '../province/agencies.ts';
import type { Act } from './life.ts';
import type { PlayedReport } from './played-report.ts';

/** How the simulation gives commands, and what it knows of those that were answered. */
export interface Giving {
  /** Gives commands to a report, or submits it. */
  give(report: PlayedReport, acts: readonly Act[]): Promise<void>;
  invite(agency: Agency): Promise<void>;
  /** The ordinary handler, for the timers. */
  readonly handler: Reports['handler'];
  progress(): { readonly submitted: number; readonly events: number; readonly position: Position };
}

/** @param onOutcome told of every command to a report that was answered, a timer's too */
export const givingTo = (reports: Reports, onOutcome: (outcome: Outcome<ReportState>) => void): Giving => {
  const byReport = new Map<string, PlayedReport>();
  let events = 0;
  let position = 0;

  const note = (outcome: Outcome<ReportState>): Outcome<ReportState> => {
    const report = byReport.get(outcome.id);
    if (report !== undefined) report.state = outcome.state;
    events += outcome.events.length;
    position = Math.max(position, outcome.position);
    onOutcome(outcome);
    return outcome;
  };
  const handler: Reports['handler'] = {
    ...reports.handler,
    create: async (...given) => note(await reports.handler.create(...given)),
    execute: async (...given) => note(await reports.handler.execute(...given)),
    executeAll: async (...given) => note(await reports.handler.executeAll(...given)),
  };

  return {
    handler,
    give: async (report, acts) => {
      const [first, ...more] = acts;
      if (first === undefined) return;
      const { actor, command, input } = first;
      if (report.id === undefined) {
        const { id, state } = await handler.create(command, input, { actor });
        report.id = id;
        report.state = state;
        byReport.set(id, report);
      } else if (more.length === 0) await handler.execute(report.id, command, input, { actor });
      else await handler.executeAll(report.id, acts);
    },
    invite: async ({ agencyId, name, kind }) => {
      const registered = await reports.agencies.register(
        { agencyId, name, kind },
        { actor: operator('o-1') },
      );
      events += registered.events.length;
      position = Math.max(position, registered.position);
    },
    progress: () => ({ submitted: byReport.size, events, position }),
  };
};
