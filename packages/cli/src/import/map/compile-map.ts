import {
  type Actor,
  derivedUuid,
  type Instant,
  type JsonObject,
  type Step,
  uuidOfCommand,
} from '@phananh/core';
import type { CsvRecord } from '../csv/records.ts';
import { RowRejected } from '../row-rejected.ts';
import { type InstantReader, instantReader } from '../time/instants.ts';
import { type AgencyOfCase, compileAgency } from './agency-of-case.ts';
import { type Columns, columnsOf, type Fields } from './columns.ts';
import { compileConditions } from './conditions.ts';
import { compileObject, type Source } from './expressions.ts';
import type { ImportMap, StepOfMap } from './schema.ts';

/** A case of another system as commands to one report. */
export interface SourceCase {
  readonly caseId: string;
  readonly reportId: string;
  readonly steps: readonly Step[];
  /** The agencies that its steps name. */
  readonly agencies: readonly AgencyOfCase[];
}

export const importActor = ({ name }: Pick<ImportMap, 'name'>): Actor => ({
  kind: 'system',
  id: `import:${name}`,
});

/**
 * Compiles a map for a file with this header: what it gives makes a case of a record, or throws {@link RowRejected}.
 * Throws `missing-columns` when the header lacks columns that the map names.
 */
export const compileMap = (map: ImportMap, header: Fields): ((record: CsvRecord) => SourceCase) => {
  const columns = columnsOf(header);
  const source = { columns, readInstant: remembering(instantReader(map.timeFormats, map)) };
  const caseIdOf = columns.reader(map.caseId);
  const steps = map.steps.map((step, number) => compileStep(map, step, number, source));
  const actor = importActor(map);
  columns.demandAll();
  return (record) => {
    const { fields } = record;
    demandWhole(record, columns);
    const caseId = caseIdOf(fields);
    if (caseId === '') throw new RowRejected('missing-case-id', `${map.caseId} is empty`);
    return caseOf(actor, caseId, steps, fields);
  };
};

const demandWhole = ({ fields, malformed }: CsvRecord, { count }: Columns): void => {
  if (malformed !== undefined) throw new RowRejected('malformed-row', malformed);
  if (fields.length !== count) {
    throw new RowRejected('column-count', `${fields.length} columns where the header has ${count}`);
  }
};

interface CompiledStep {
  readonly command: string;
  readonly commandIdOf: (caseId: string) => string;
  readonly applies: (fields: Fields) => boolean;
  readonly at: (fields: Fields) => Instant;
  readonly input: (caseId: string, fields: Fields) => JsonObject;
  readonly agency: ((fields: Fields) => AgencyOfCase) | undefined;
}

/** @param number the step's place in the map: a case that goes on keeps the ids of what it had */
const compileStep = (map: ImportMap, step: StepOfMap, number: number, source: Source): CompiledStep => {
  const evaluate = compileObject(step.input, source);
  const [before, after] = [`import:${map.name}:`, `:${step.command}:${number}`];
  return {
    command: step.command,
    commandIdOf: (caseId) => derivedUuid(before + caseId + after),
    applies: compileConditions(step.when, source.columns),
    at: compileAt(step, source),
    input:
      step.command === 'submit'
        ? (caseId, fields) => asImported(map, caseId, evaluate(fields) ?? {})
        : (_, fields) => evaluate(fields) ?? {},
    agency: step.agency && compileAgency(step.agency, source),
  };
};

/** What tells a report of another system: its channel, and how that system knew it. */
const asImported = ({ name }: ImportMap, caseId: string, input: JsonObject): JsonObject => {
  const { legacy } = input;
  const known = typeof legacy === 'object' && legacy !== null && !Array.isArray(legacy) ? legacy : {};
  return { ...input, channel: 'import', legacy: { ...known, system: name, caseId } };
};

const compileAt = ({ command, at }: StepOfMap, { columns, readInstant }: Source) => {
  const names = [at].flat();
  const readers = names.map((name) => ({ name, read: columns.reader(name) }));
  return (fields: Fields): Instant => {
    for (const { name, read } of readers) {
      const text = read(fields);
      if (text !== '') return readInstant(text, name);
    }
    throw new RowRejected('missing-time', `${command} has no time: ${names.join(', ')} empty`);
  };
};

const caseOf = (
  actor: Actor,
  caseId: string,
  compiled: readonly CompiledStep[],
  fields: Fields,
): SourceCase => {
  const steps: Step[] = [];
  const agencies: AgencyOfCase[] = [];
  let before: Instant = '';
  for (const { command, commandIdOf, applies, at, input, agency } of compiled) {
    if (!applies(fields)) continue;
    const occurredAt = at(fields);
    if (occurredAt < before) {
      throw new RowRejected(
        'step-out-of-order',
        `${command} at ${occurredAt} is before the step of ${before}`,
      );
    }
    before = occurredAt;
    const values = input(caseId, fields);
    const assigned = agency?.(fields);
    if (assigned !== undefined) agencies.push(assigned);
    const withAgency = assigned === undefined ? values : { ...values, agencyId: assigned.agencyId };
    steps.push({ command, input: withAgency, actor, commandId: commandIdOf(caseId), occurredAt });
  }
  const [first] = steps;
  if (first?.command !== 'submit') throw new RowRejected('left-out', 'the conditions of submit do not hold');
  const reportId = uuidOfCommand(first.commandId ?? '', first.occurredAt);
  return { caseId, reportId, steps, agencies };
};

/** Several steps of a case often happen at one time: the last text is not parsed again. */
const remembering = (read: InstantReader): InstantReader => {
  let last: { readonly text: string; readonly instant: Instant } | undefined;
  return (text, column) => {
    if (last?.text !== text) last = { text, instant: read(text, column) };
    return last.instant;
  };
};
