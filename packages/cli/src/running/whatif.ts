import type { PhananhError, RecordedEvent, SlaPolicy } from '@phananh/core';
import { CalendarNotCovered } from '@phananh/core/calendar';
import { InvalidQuery, isDamagedEvent, streamOf, systemClock } from '@phananh/core/engine';
import {
  type CaseMove,
  isJudgedOtherwise,
  type WhatIf,
  type WhatIfSums,
  whatIf,
} from '@phananh/core/read-models';
import {
  agencyHistory,
  agencyWorkflow,
  policyDataOf,
  policyOfLog,
  reportWorkflow,
} from '@phananh/core/reports';
import { type CohortOptions, cohortOf, startsIn } from '../options/cohort-options.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { exitCodes, printJson, printLine, say } from '../output/output.ts';
import { sayOverlap } from '../output/overlap.ts';
import { shownIn } from '../output/shown.ts';
import { grouped } from '../output/table.ts';
import { CliError } from '../process/errors.ts';
import { progressBar } from '../progress/progress.ts';
import { givenPolicy } from '../setup/policy.ts';
import { endOfLog } from '../store/end-of-log.ts';
import { type OpenedStore, openForReading } from '../store/open-store.ts';
import { policyOfPlace } from '../store/policy-of-place.ts';
import { subjectStreams } from '../store/subject-streams.ts';
import { caseMovesTable, figuresTable, moveAsJson, verdictMovesTable } from '../what-if/show.ts';

export interface WhatIfOptions extends CommonOptions, CohortOptions {
  readonly policy?: string;
  readonly calendar?: readonly string[];
  readonly asOf?: string;
  readonly cases: number;
  readonly printPolicy?: boolean;
}

export const run = async ({
  store: address,
  sealing,
  json = false,
  policy: file,
  calendar: calendars,
  cases: most,
  asOf = systemClock.now(),
  printPolicy = false,
  ...cohort
}: WhatIfOptions): Promise<void> => {
  const place = { store: address, ...(sealing && { sealing }) };
  const asked = { ...(file !== undefined && { policy: file }), ...(calendars && { calendars }) };
  if (printPolicy) {
    const ofLog = await policyOfPlace(place);
    return printLine(JSON.stringify(policyDataOf(givenPolicy(asked, ofLog) ?? ofLog.policy), null, 2));
  }
  if (file === undefined && calendars === undefined)
    throw new CliError('wrong-usage', 'whatif takes --policy <file>, --calendar <file>, or both');
  if (asOf > systemClock.now()) throw new InvalidQuery('--as-of is in the future', '/asOf');
  const store = await openForReading(place);
  try {
    const ofLog = await policyOfLog(store);
    const policy = givenPolicy(asked, ofLog) ?? ofLog.policy;
    const agencies = await agencyHistory(store.readAll({ streamPrefix: streamOf(agencyWorkflow, '') }));
    const { groupBy, round, clock, cohort: by } = cohort;
    const query = { ...cohortOf({ ...cohort, ...startsIn(ofLog.policy.calendar, cohort) }), groupBy, asOf };
    const held = whatIf(policy, agencies, query);
    const { shown, uncovered, damaged } = await replayAll(store, held, json ? undefined : most);
    const sums = held.sums();
    if (json) printSums(sums, { policy: policy.name, calendars: versionsOf(policy), ...query });
    else printTables(sums, groupBy, shown);
    say(
      `${clock} clock, by ${by}, ${round} round, as of ${shownIn(ofLog.policy.calendar.zone)(asOf)}; after: policy ${policy.name} on ${versionsOf(policy).join(', ')}`,
    );
    sayOverlap(groupBy);
    if (uncovered > 0) {
      say(`${grouped(uncovered)} cases are left out on both sides: the calendar does not cover their days`);
      process.exitCode = exitCodes.failed;
    }
    if (damaged > 0) {
      say(`${grouped(damaged)} reports cannot be read and are left out on both sides (phananh doctor)`);
      process.exitCode = exitCodes.failed;
    }
  } finally {
    await store.close();
  }
};

const versionsOf = ({ calendars }: SlaPolicy): readonly string[] => calendars.map(({ version }) => version);

/** Replays report by report. @param most how many cases to keep for the end; undefined: each is printed as it comes */
const replayAll = async (
  store: OpenedStore,
  held: WhatIf,
  most: number | undefined,
): Promise<{ readonly shown: readonly CaseMove[]; readonly uncovered: number; readonly damaged: number }> => {
  const progress = progressBar(process.stderr.isTTY === true ? await endOfLog(store) : 0);
  const shown: CaseMove[] = [];
  let [kept, events, uncovered, damaged] = [0, 0, 0, 0];
  const onDamaged = (error: PhananhError): void => {
    damaged += 1;
    if (damaged <= mostNamed) say(`${error.code}: ${error.message}`);
  };
  try {
    const reports = { streamPrefix: streamOf(reportWorkflow, '') };
    for await (const report of subjectStreams(store, reports, onDamaged)) {
      events += report.events.length;
      progress.update(report.position, events);
      const moves = movesOf(held, report.events, uncovered < mostNamed, onDamaged);
      if (moves === 'damaged') continue;
      if (moves === undefined) uncovered += 1;
      else if (most === undefined) for (const move of moves) printJson(moveAsJson(move));
      else if (kept < most && moves.some(isJudgedOtherwise)) {
        shown.push(...moves);
        kept += 1;
      }
    }
  } finally {
    progress.stop();
  }
  return { shown, uncovered, damaged };
};

/** Cases that cannot be computed and are named. */
const mostNamed = 5;

/** What moves in a report; undefined when it cannot be computed on a calendar that does not cover its days. */
const movesOf = (
  held: WhatIf,
  events: readonly RecordedEvent[],
  named: boolean,
  onDamaged: (error: PhananhError) => void,
): readonly CaseMove[] | 'damaged' | undefined => {
  try {
    return held.add(events);
  } catch (error) {
    if (isDamagedEvent(error)) {
      onDamaged(error);
      return 'damaged';
    }
    if (!(error instanceof CalendarNotCovered)) throw error;
    if (named) say(`${events[0]?.stream}: ${error.code}: ${error.message}`);
    return undefined;
  }
};

const printSums = ({ figures, moves, ...cases }: WhatIfSums, asked: object): void => {
  for (const figure of figures) printJson({ type: 'figures', ...asked, ...figure });
  printJson({ type: 'moves', ...asked, ...cases, moves });
};

const printTables = (
  { figures, moves, ...sums }: WhatIfSums,
  groupBy: CohortOptions['groupBy'],
  shown: readonly CaseMove[],
): void => {
  printLine(figuresTable(groupBy, figures));
  printLine('');
  printLine(
    `${grouped(sums.casesDueMoved)} of ${grouped(sums.cases)} cases have a clock that is due at another moment; ${grouped(sums.casesJudgedOtherwise)} have one that is judged otherwise.`,
  );
  const { contact, everything } = sums.overTerm;
  if (contact + everything > 0)
    printLine(
      `Once it is in force, what is personal is erased for good: everything in ${grouped(everything)} reports, contact and exact place in ${grouped(contact)}.`,
    );
  if (moves.length > 0) printLine(`\n${verdictMovesTable(moves)}`);
  if (shown.length === 0) return;
  printLine(`\n${caseMovesTable(shown)}`);
  const listed = new Set(shown.map(({ reportId }) => reportId)).size;
  const hidden = sums.casesJudgedOtherwise - listed;
  if (hidden > 0) say(`… and ${grouped(hidden)} more cases: --cases <number>, or --json for all`);
};
