import { type Actor, commandHandler, type JsonObject, type Outcome, type Reports } from '@phananh/core';
import { IdempotencyConflict, isList, normalText, type Snapshot } from '@phananh/core/engine';
import { type ReportState, reportWorkflow } from '@phananh/core/reports';
import { policyDigestOf } from '@phananh/core/sla';
import { agencyRegistry } from './agency-registry.ts';
import { differences } from './differences.ts';
import type { SourceCase, SourceStep } from './map/compile-map.ts';
import { RowRejected } from './row-rejected.ts';

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
    policyDigest: policyDigestOf(policy),
    related: { agency: registry.find },
    onAppended: (event) => reports.processManager.react([event]),
  });
  /** Whether the last case was new: a first import reads nothing before it writes, a repeated one reads first. */
  let assumeNew = true;

  /** The case under the form of its id under which it is there; as it is, when it is not. */
  const asThere = async (found: SourceCase): Promise<SourceCase> => {
    for (const form of found.forms) {
      const there = form();
      if ((await handler.load(there.reportId)) !== undefined) return there;
    }
    return found;
  };

  const withAgency = async (step: SourceStep): Promise<SourceStep> => {
    const { agency } = step;
    const agencyId = agency && (await registry.register(agency));
    if (agencyId === undefined || agencyId === agency?.agencyId) return step;
    return { ...step, input: { ...step.input, agencyId } };
  };

  return async (found) => {
    const { reportId, steps: made } = await asThere(found);
    const steps: SourceStep[] = [];
    for (const step of made) steps.push(step.agency === undefined ? step : await withAgency(step));
    try {
      const imported = becameOf(await handler.executeAll(reportId, steps, { assumeNew }));
      assumeNew = imported.became === 'imported';
      return imported;
    } catch (error) {
      if (!(error instanceof IdempotencyConflict)) throw error;
      const there = await handler.load(reportId);
      // Ids of reports derive from the first moment, ids of commands do not.
      if (there === undefined)
        throw new RowRejected(
          'idempotency-conflict',
          `it was imported otherwise: submit: when it began, now ${made[0]?.occurredAt ?? 'nothing'}`,
        );
      const known = withRecordedLegacy(there, steps);
      try {
        if (known === undefined) throw error;
        return becameOf(await handler.executeAll(reportId, known));
      } catch (again) {
        if (!(again instanceof IdempotencyConflict)) throw again;
        const found = await differences(handler.history(reportId), known ?? steps);
        if (found.length === 0) throw again;
        throw new RowRejected('idempotency-conflict', `it was imported otherwise: ${found.join('; ')}`);
      }
    }
  };
};

const becameOf = ({ replayed, events, position }: Outcome<ReportState>): ImportedCase => {
  if (replayed) return { became: 'unchanged', events: 0, position };
  return { became: events[0]?.revision === 0 ? 'imported' : 'continued', events: events.length, position };
};

/**
 * The steps with what the other system said of the case when it first came; undefined when that is no other.
 *
 * A case that goes on has another status there. Its steps tell how it went on; the status stays a word of that day, and
 * only what else differs contradicts. Its id may have been taken in another form of Unicode.
 */
const withRecordedLegacy = (
  report: Snapshot<ReportState> | undefined,
  steps: readonly SourceStep[],
): readonly SourceStep[] | undefined => {
  const recorded = report?.state.legacy;
  const [submit, ...later] = steps;
  if (recorded == null || submit === undefined) return undefined;
  const given = legacyOf(submit.input);
  if (given === undefined || normalText(String(given.caseId)) !== normalText(recorded.caseId))
    return undefined;
  if (given.status === recorded.status && given.caseId === recorded.caseId) return undefined;
  const asRecorded = (input: JsonObject): JsonObject => {
    const { status: _, ...rest } = legacyOf(input) ?? {};
    const status = recorded.status === undefined ? {} : { status: recorded.status };
    return { ...input, legacy: { ...rest, caseId: recorded.caseId, ...status } };
  };
  const formerly = () => submit.formerly().map(asRecorded);
  return [{ ...submit, input: asRecorded(submit.input), formerly }, ...later];
};

const legacyOf = ({ legacy }: JsonObject): JsonObject | undefined =>
  typeof legacy === 'object' && legacy !== null && !isList(legacy) ? legacy : undefined;
