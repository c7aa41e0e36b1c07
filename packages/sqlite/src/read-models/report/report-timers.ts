import { retainedCase } from '@phananh/core/read-models';
import {
  type PolicyMessage,
  policyOf,
  reportWorkflow,
  retentionTimers,
  type SlaPolicy,
} from '@phananh/core/reports';
import { commandPolicy } from '@phananh/core/sla';
import type { Database } from 'better-sqlite3';
import type { FoundTimer, TimedSubject, TimerSource } from '../timers/timer-projection.ts';
import { factsOfText } from './state-text.ts';

export { type PolicyMessage, policyMessage, policyOf } from '@phananh/core/reports';

/** Raised when timers follow from a state by other rules than before. */
const rules = 3;

/** The timers of reports under a policy. */
export const reportTimers = (message: PolicyMessage): TimerSource => {
  // As the commands are decided: what is told after a due day beyond the calendar is told on its working days.
  const policy = commandPolicy(policyOf(message));
  const { clocks, retention = [] } = message.policy;
  const rungs = Object.values(clocks).map((clock) => clock.rungs);
  const versions = policy.calendars.map(({ version }) => version);
  return {
    timed: [{ workflow: reportWorkflow, policy }],
    fingerprint: JSON.stringify([rules, reportWorkflow.stateVersion, rungs, versions, retention]),
    open: openReports,
    ...(retention.length > 0 && { ended: (database) => endedReports(database, policy) }),
  };
};

/** Cases by pages, in the order in which they came into the log. */
function* inPages<Row extends { readonly caseNumber: number }>(
  page: (after: number) => readonly Row[],
): Generator<readonly Row[], undefined> {
  for (let after = -1; ; ) {
    const cases = page(after);
    const last = cases.at(-1);
    if (last === undefined) return;
    after = last.caseNumber;
    yield cases;
  }
}

/** Reports that have not ended; of those of other systems nothing is told before they have. */
async function* openReports(database: Database): AsyncGenerator<readonly TimedSubject[], undefined> {
  const select = database.prepare<[number], { readonly caseNumber: number; readonly reportId: string }>(
    `SELECT case_number AS caseNumber, report_id AS reportId FROM case_facts
     WHERE case_number > ? AND ended_at IS NULL AND legacy_system IS NULL ORDER BY case_number LIMIT 1000`,
  );
  for (const cases of inPages((after) => select.all(after)))
    yield cases.map(({ reportId }) => ({ workflow: reportWorkflow.name, id: reportId }));
}

/** Those that have ended, from their rows: their streams are far more than those of the others, and need not be read. */
function* endedReports(database: Database, policy: SlaPolicy): Generator<readonly FoundTimer[], undefined> {
  const select = database.prepare<[number], { readonly caseNumber: number; readonly state: string }>(
    `SELECT case_number AS caseNumber, state FROM case_facts JOIN case_states USING (case_number)
     WHERE case_number > ? AND (ended_at IS NOT NULL OR legacy_system IS NOT NULL) ORDER BY case_number LIMIT 1000`,
  );
  for (const cases of inPages((after) => select.all(after)))
    yield cases.flatMap(({ state }): readonly FoundTimer[] => {
      const facts = factsOfText(state);
      const subject = { workflow: reportWorkflow.name, id: facts.reportId };
      const retained = retainedCase(facts);
      // Its stream tells.
      if (retained === undefined) return [{ subject, revision: facts.revision, timer: 'unknown' }];
      const [timer] = retentionTimers(retained, policy).toSorted((a, b) => (a.at < b.at ? -1 : 1));
      return timer === undefined ? [] : [{ subject, revision: facts.revision, timer }];
    });
}
