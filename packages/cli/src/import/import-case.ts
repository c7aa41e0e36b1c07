import { IdempotencyConflict, type Outcome, type ReportState, type Reports, type Step } from '@phananh/core';
import type { AgencyOfCase } from './map/agency-of-case.ts';
import type { SourceCase } from './map/compile-map.ts';

/** What became of a case: new, gone on since the last import, or as it was. */
export interface ImportedCase {
  readonly became: 'imported' | 'continued' | 'unchanged';
  readonly events: number;
}

/** Gives the commands of one case: one append, all of them or none. Throws the engine's error when one is refused. */
export const importCase = async (
  reports: Reports,
  register: (agency: AgencyOfCase) => Promise<void>,
  { reportId, steps, agencies }: SourceCase,
): Promise<ImportedCase> => {
  for (const agency of agencies) await register(agency);
  try {
    return becameOf(await reports.handler.executeAll(reportId, steps));
  } catch (error) {
    if (!(error instanceof IdempotencyConflict)) throw error;
    const known = await withRecordedStatus(reports, reportId, steps);
    if (known === undefined) throw error;
    return becameOf(await reports.handler.executeAll(reportId, known));
  }
};

const becameOf = ({ replayed, events }: Outcome<ReportState>): ImportedCase => {
  if (replayed) return { became: 'unchanged', events: 0 };
  return { became: events[0]?.revision === 0 ? 'imported' : 'continued', events: events.length };
};

/**
 * The steps with the status that the other system gave when the case first came; undefined when that is no other one.
 *
 * A case that goes on has another status there. Its steps tell how it went on; the status stays a word of that day, and
 * only what else differs contradicts.
 */
const withRecordedStatus = async (
  reports: Reports,
  reportId: string,
  steps: readonly Step[],
): Promise<readonly Step[] | undefined> => {
  const recorded = (await reports.handler.load(reportId))?.state.legacy;
  const [submit, ...later] = steps;
  if (recorded == null || submit === undefined || !hasLegacy(submit.input)) return undefined;
  const { status: now, ...rest } = submit.input.legacy;
  if (now === recorded.status) return undefined;
  const legacy = recorded.status === undefined ? rest : { ...rest, status: recorded.status };
  return [{ ...submit, input: { ...submit.input, legacy } }, ...later];
};

const hasLegacy = (input: unknown): input is { readonly legacy: { readonly status?: unknown } } =>
  typeof input === 'object' &&
  input !== null &&
  'legacy' in input &&
  typeof input.legacy === 'object' &&
  input.legacy !== null;
