import type { Actor, Instant, JsonObject } from '@phananh/core';
import { derivedUuid, formsOf, type Step, slug, uuidOfCommand } from '@phananh/core/engine';
import type { CsvRecord } from '../csv/records.ts';
import { RowRejected } from '../row-rejected.ts';
import { type InstantReader, instantReader } from '../time/instants.ts';
import { type AgencyOfCase, compileAgency } from './agency-of-case.ts';
import { type Columns, columnsOf, type Fields } from './columns.ts';
import { compileConditions } from './conditions.ts';
import type { Source } from './expressions.ts';
import { formerInputs } from './former-inputs.ts';
import { compileInput } from './input.ts';
import type { ImportMap, StepOfMap } from './schema.ts';

/** A case of another system as commands to one report. */
export interface SourceCase {
  readonly caseId: string;
  readonly reportId: string;
  readonly steps: readonly SourceStep[];
  /**
   * The same case under each form of its id, as it is written first: ids were taken byte for byte once, and a case that was
   * imported then is known by the form that it had. Empty when the id has one form, as nearly every one.
   */
  readonly forms: readonly (() => SourceCase)[];
}

export interface SourceStep extends Step {
  readonly input: JsonObject;
  readonly formerly: () => readonly JsonObject[];
  /** The agency that `agencyId` names. */
  readonly agency: AgencyOfCase | undefined;
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
  const readInstant = remembering(instantReader(map.timeFormats, map));
  const source = { columns, readInstant, slug };
  const caseIdOf = columns.reader(map.caseId);
  const steps = map.steps.map((step, number) => compileStep(map, step, number, source));
  const actor = importActor(map);
  columns.demandAll();
  const formerly = formerInputs(map, source);
  return (record) => {
    const { fields, written = fields } = record;
    demandWhole(record, columns);
    const caseId = caseIdOf(fields);
    if (caseId === '') throw new RowRejected('missing-case-id', `${map.caseId} is empty`);
    const forms = [...new Set([caseIdOf(written), ...formsOf(caseId)])];
    const makeCase = (id: string): SourceCase =>
      caseOf(actor, id, steps, fields, (number) => formerly(number, id, { fields, written }));
    if (forms.length === 1) return makeCase(caseId);
    return { ...makeCase(caseId), forms: forms.map((form) => () => makeCase(form)) };
  };
};

const demandWhole = ({ line, lastLine, fields, malformed }: CsvRecord, { count }: Columns): void => {
  if (malformed !== undefined) {
    const covered = lastLine > line ? `; it covers lines ${line} to ${lastLine}` : '';
    throw new RowRejected('malformed-row', `${malformed}${covered}`);
  }
  if (fields.length !== count) {
    throw new RowRejected('column-count', `${fields.length} columns where the header has ${count}`);
  }
};

interface CompiledStep {
  readonly command: string;
  /** Its place in the map. */
  readonly number: number;
  readonly commandIdOf: (caseId: string) => string;
  readonly applies: (fields: Fields) => boolean;
  readonly at: (fields: Fields) => Instant;
  readonly input: (caseId: string, fields: Fields) => JsonObject;
  readonly agency: ((fields: Fields) => AgencyOfCase) | undefined;
}

/** @param number the step's place in the map: a case that goes on keeps the ids of what it had */
const compileStep = (map: ImportMap, step: StepOfMap, number: number, source: Source): CompiledStep => {
  const [before, after] = [`import:${map.name}:`, `:${step.command}:${number}`];
  return {
    command: step.command,
    number,
    commandIdOf: (caseId) => derivedUuid(before + caseId + after),
    applies: compileConditions(step.when, source.columns),
    at: compileAt(step, source),
    input: compileInput(map, step, source),
    agency: step.agency && compileAgency(step.agency, source),
  };
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
  formerly: (number: number) => readonly JsonObject[],
): SourceCase => {
  const steps: SourceStep[] = [];
  let before: Instant = '';
  for (const { command, number, commandIdOf, applies, at, input, agency } of compiled) {
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
    steps.push({
      command,
      input: assigned === undefined ? values : { ...values, agencyId: assigned.agencyId },
      formerly: () => formerly(number),
      agency: assigned,
      actor,
      commandId: commandIdOf(caseId),
      occurredAt,
    });
  }
  const [first] = steps;
  if (first?.command !== 'submit') throw new RowRejected('left-out', 'the conditions of submit do not hold');
  const reportId = uuidOfCommand(first.commandId ?? '', first.occurredAt);
  return { caseId, reportId, steps, forms: none };
};

const none: SourceCase['forms'] = [];

/** Several steps of a case often happen at one time: the last text is not parsed again. */
const remembering = (read: InstantReader): InstantReader => {
  let last: { readonly text: string; readonly instant: Instant } | undefined;
  return (text, column) => {
    if (last?.text !== text) last = { text, instant: read(text, column) };
    return last.instant;
  };
};
