import { type PolicyMessage, policyOf, reportWorkflow } from '@phananh/core/reports';
import { commandPolicy } from '@phananh/core/sla';
import type { Database } from 'better-sqlite3';
import type { TimedSubject, TimerSource } from '../timers/timer-projection.ts';

export { type PolicyMessage, policyMessage, policyOf } from '@phananh/core/reports';

/** Raised when timers follow from a state by other rules than before. */
const rules = 2;

/** The timers of reports under a policy. */
export const reportTimers = (message: PolicyMessage): TimerSource => {
  // As the commands are decided: what is told after a due day beyond the calendar is told on its working days.
  const policy = commandPolicy(policyOf(message));
  const rungs = Object.values(message.policy.clocks).map((clock) => clock.rungs);
  const versions = policy.calendars.map(({ version }) => version);
  return {
    timed: [{ workflow: reportWorkflow, policy }],
    fingerprint: JSON.stringify([rules, reportWorkflow.stateVersion, rungs, versions]),
    open: openReports,
  };
};

/** Reports that have not ended; those of other systems have no timers. */
async function* openReports(database: Database): AsyncGenerator<readonly TimedSubject[], undefined> {
  const select = database.prepare<[number], { readonly caseNumber: number; readonly reportId: string }>(
    `SELECT case_number AS caseNumber, report_id AS reportId FROM case_facts
     WHERE case_number > ? AND ended_at IS NULL AND legacy_system IS NULL ORDER BY case_number LIMIT 1000`,
  );
  for (let after = -1; ; ) {
    const cases = select.all(after);
    const last = cases.at(-1);
    if (last === undefined) return;
    after = last.caseNumber;
    yield cases.map(({ reportId }) => ({ workflow: reportWorkflow.name, id: reportId }));
  }
}
