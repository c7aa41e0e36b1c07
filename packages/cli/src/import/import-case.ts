import {
  type Actor,
  commandHandler,
  type JsonObject,
  type Outcome,
  PhananhError,
  type RecordedEvent,
  type Reports,
} from '@phananh/core';
import {
  IdempotencyConflict,
  isList,
  keyedQueue,
  normalText,
  type Snapshot,
  WrongExpectedRevision,
  withCorrections,
} from '@phananh/core/engine';
import { type ReportState, reportWorkflow } from '@phananh/core/reports';
import { policyDigestOf } from '@phananh/core/sla';
import { agencyRegistry } from './agency-registry.ts';
import { differences } from './differences.ts';
import type { SourceCase, SourceStep } from './map/compile-map.ts';
import { recordedCases } from './recorded-cases.ts';
import { correctSteps, erasedFields, rowDifference, type TakenOver, wordsOf } from './row-corrections.ts';
import { RowRejected } from './row-rejected.ts';
import { wantedEvents } from './wanted-events.ts';

/** What became of a case: new, gone on since the last import, corrected (and perhaps gone on), or as it was. */
export interface ImportedCase {
  readonly reportId: string;
  readonly became: 'imported' | 'continued' | 'corrected' | 'unchanged';
  readonly events: number;
  /** Position in the log of what was appended last, now or before. */
  readonly position: number;
  /** Fields of it that were erased since: they are neither compared nor taken. Absent: none. */
  readonly erased?: readonly string[];
}

/**
 * What imports one case after another into a store: each with one append, all of its commands or none. What it gives
 * throws the engine's error when a command is refused.
 *
 * @param takeOver take over what rows say otherwise than the files before. Absent: such rows are rejected, as it always is the second row
 * of a case in one file: which of the two is right the file does not say
 */
export const caseImporter = (
  reports: Reports,
  actor: Actor,
  takeOver?: TakenOver,
): ((found: SourceCase) => Promise<ImportedCase>) => {
  const registry = agencyRegistry(reports, actor);
  const { store, policy } = reports;
  const recordedBefore = recordedCases(store, actor);
  // Its id says when a case began. Where that is told otherwise now, a store that does not know the ids of every stream would have it twice.
  const looksFirst = takeOver !== undefined || store.knowsEveryId !== true;
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
      const reportId = looksFirst ? await recordedBefore(commandIdOf(there)) : undefined;
      if ((await handler.load(reportId ?? there.reportId)) !== undefined) return there;
    }
    return found;
  };

  const withAgency = async (step: SourceStep): Promise<SourceStep> => {
    const { agency } = step;
    const agencyId = agency && (await registry.register(agency));
    if (agencyId === undefined || agencyId === agency?.agencyId) return step;
    return { ...step, input: { ...step.input, agencyId } };
  };

  /** What a row that says otherwise makes of its report: corrections, when they are wanted and say it all, and what is new. */
  const settle = async (
    there: Snapshot<ReportState>,
    {
      reportId,
      steps,
      known,
      takeOver,
    }: {
      readonly reportId: string;
      readonly steps: readonly SourceStep[];
      readonly known: readonly SourceStep[];
      readonly takeOver: TakenOver | undefined;
    },
  ): Promise<ImportedCase> => {
    const history = await Array.fromAsync(handler.history(reportId));
    // A version that the office kept of erased words is nothing that a row could say.
    const said = history.filter(({ type }) => type !== 'text-kept');
    const recorded = withCorrections(reportWorkflow, said);
    const erased = erasedFields(recorded, actor);
    const withErased = (became: ImportedCase): ImportedCase =>
      erased.length === 0 ? became : { ...became, erased };
    const wanted = await wantedEvents(reports, registry.find, reportId, steps);
    const { corrections, others } = rowDifference(recorded, wanted, actor);
    if (takeOver === undefined && (others.length > 0 || corrections.length > 0)) {
      const found = differences(recorded, known);
      throw otherwise(found.length > 0 ? found : [...others, ...corrections.map(wordsOf)]);
    }
    if (others.length > 0) throw otherwise([...others, ...corrections.map(wordsOf)]);
    const taken = new Set(recorded.map(({ metadata }) => metadata.commandId));
    const corrected =
      takeOver === undefined ? [] : correctSteps(corrections, takeOver, { actor, recorded, wanted });
    const fresh = steps.filter(({ commandId }) => commandId === undefined || !taken.has(commandId));
    const commands = [...corrected, ...fresh];
    if (commands.length === 0)
      return withErased({ reportId, became: 'unchanged', events: 0, position: there.position });
    const outcome = becameOf(await handler.executeAll(reportId, commands));
    return withErased(corrected.length > 0 ? { ...outcome, became: 'corrected' } : outcome);
  };

  /** Whether a case says otherwise now than its commands did: what they were given does not tell then whether a row repeats them. */
  const saysOtherwise = async (reportId: string): Promise<boolean> => {
    for await (const event of handler.history(reportId))
      if (changesWhatWasSaid(event) || erasedFields([event], actor).length > 0) return true;
    return false;
  };

  /** Writes a case without reading; undefined when it is there, or was erased. */
  const asNew = async (reportId: string, steps: readonly SourceStep[]): Promise<ImportedCase | undefined> => {
    try {
      return becameOf(await handler.executeAll(reportId, steps, { assumeNew: 'only' }));
    } catch (error) {
      // Its key is asked for before its stream: whether the case is there is to be seen.
      const mayBeThere = error instanceof WrongExpectedRevision || isKeyDestroyed(error);
      if (mayBeThere) return undefined;
      throw error;
    }
  };

  const importOne = async (found: SourceCase, takeOver: TakenOver | undefined): Promise<ImportedCase> => {
    const made = await asThere(found);
    const reportId = looksFirst ? await recordedBefore(commandIdOf(made), made.reportId) : made.reportId;
    const steps: SourceStep[] = [];
    for (const step of made.steps) steps.push(step.agency === undefined ? step : await withAgency(step));
    const settled = async (id: string): Promise<ImportedCase | undefined> => {
      if (!(await saysOtherwise(id))) return undefined;
      const there = await handler.load(id);
      const known = there && (withRecordedLegacy(there, steps) ?? steps);
      return there && known && settle(there, { reportId: id, steps, known, takeOver });
    };
    try {
      // What a row said first it may say again, after it was corrected or erased: of a case that is there that is looked at first.
      const imported =
        (assumeNew ? await asNew(reportId, steps) : undefined) ??
        (await settled(reportId)) ??
        becameOf(await handler.executeAll(reportId, steps));
      assumeNew = imported.became === 'imported';
      return imported;
    } catch (error) {
      if (!(error instanceof IdempotencyConflict)) throw error;
      const recordedId =
        (await handler.load(reportId)) === undefined ? await recordedBefore(commandIdOf(made)) : reportId;
      const there = recordedId === undefined ? undefined : await handler.load(recordedId);
      if (recordedId === undefined || there === undefined) throw error;
      const known = withRecordedLegacy(there, steps);
      const elsewhere = recordedId === reportId ? undefined : await settled(recordedId);
      if (elsewhere !== undefined) return elsewhere;
      try {
        if (known === undefined) throw error;
        return becameOf(await handler.executeAll(recordedId, known));
      } catch (again) {
        if (!(again instanceof IdempotencyConflict)) throw again;
        return settle(there, { reportId: recordedId, steps, known: known ?? steps, takeOver });
      }
    }
  };
  if (takeOver === undefined) return (found) => importOne(found, undefined);

  const taken = new Set<string>();
  const rows = keyedQueue();
  return (found) => {
    const { caseId } = found;
    return rows.run([caseId], async () => {
      const imported = await importOne(found, taken.has(caseId) ? undefined : takeOver);
      taken.add(caseId);
      return imported;
    });
  };
};

const changesWhatWasSaid = ({ type }: RecordedEvent): boolean =>
  type === 'corrected' || type === 'personal-data-erased';

const isKeyDestroyed = (error: unknown): boolean =>
  error instanceof PhananhError && error.code === 'key-destroyed';

const otherwise = (found: readonly string[]): RowRejected =>
  new RowRejected('idempotency-conflict', `it was imported otherwise: ${found.join('; ')}`);

const commandIdOf = ({ steps }: SourceCase): string => steps[0]?.commandId ?? '';

const becameOf = ({ id: reportId, replayed, events, position }: Outcome<ReportState>): ImportedCase => {
  if (replayed) return { reportId, became: 'unchanged', events: 0, position };
  const became = events[0]?.revision === 0 ? 'imported' : 'continued';
  return { reportId, became, events: events.length, position };
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
