import {
  type Actor,
  commandHandler,
  IdempotencyConflict,
  type Outcome,
  type ReportState,
  type Reports,
  reportWorkflow,
  type Snapshot,
  type Step,
} from '@phananh/core';
import { agencyRegistry } from './agency-registry.ts';
import type { SourceCase } from './map/compile-map.ts';

/** What became of a case: new, gone on since the last import, or as it was. */
export interface ImportedCase {
  readonly became: 'imported' | 'continued' | 'unchanged';
  readonly events: number;
  /** Position in the log of what was appended last, now or before. */
  readonly position: number;
}

/**
 * What imports one case after another into a store: each with one append, all of its commands or none. What it gives
 * throws the engine's error when a command is refused.
 */
export const caseImporter = (
  reports: Reports,
  actor: Actor,
): ((found: SourceCase) => Promise<ImportedCase>) => {
  const registry = agencyRegistry(reports, actor);
  const { store, policy } = reports;
  // A handler of its own, so that half a million assignments do not read an agency half a million times.
  const handler = commandHandler({
    workflow: reportWorkflow,
    store,
    policy,
    related: { agency: registry.stateOf },
    onAppended: (event) => reports.processManager.react([event]),
  });
  /** Whether the last case was new: a first import reads nothing before it writes, a repeated one reads first. */
  let assumeNew = true;

  return async ({ reportId, steps, agencies }) => {
    for (const agency of agencies) await registry.register(agency);
    try {
      const imported = becameOf(await handler.executeAll(reportId, steps, { assumeNew }));
      assumeNew = imported.became === 'imported';
      return imported;
    } catch (error) {
      if (!(error instanceof IdempotencyConflict)) throw error;
      const known = withRecordedStatus(await handler.load(reportId), steps);
      if (known === undefined) throw error;
      return becameOf(await handler.executeAll(reportId, known));
    }
  };
};

const becameOf = ({ replayed, events, position }: Outcome<ReportState>): ImportedCase => {
  if (replayed) return { became: 'unchanged', events: 0, position };
  return { became: events[0]?.revision === 0 ? 'imported' : 'continued', events: events.length, position };
};

/**
 * The steps with the status that the other system gave when the case first came; undefined when that is no other one.
 *
 * A case that goes on has another status there. Its steps tell how it went on; the status stays a word of that day, and
 * only what else differs contradicts.
 */
const withRecordedStatus = (
  report: Snapshot<ReportState> | undefined,
  steps: readonly Step[],
): readonly Step[] | undefined => {
  const recorded = report?.state.legacy;
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
