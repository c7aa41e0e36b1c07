import type { Actor, Instant, JsonObject } from '@phananh/core';
import { derivedUuid, formsOf, type Step, slug, uuidOfCommand } from '@phananh/core/engine';
import type { CsvRecord } from '../csv/records.ts';
import { RowRejected } from '../row-rejected.ts';
import { type ReadTime, type TimeReader, timeReader } from '../time/instants.ts';
import { type AgencyOfCase, compileAgency } from './agency-of-case.ts';
import { type Columns, columnsOf, type Fields } from './columns.ts';
import { compileConditions } from './conditions.ts';
import type { Source } from './expressions.ts';
import { formerInputs } from './former-inputs.ts';
import { compileInput } from './input.ts';
import { compilePhotos } from './photos.ts';
import type { ImportMap, StepOfMap } from './schema.ts';
import { compileTime, namesOf } from './times.ts';

/** A case of another system as commands to one report. */
export interface SourceCase {
  readonly caseId: string;
  readonly reportId: string;
  readonly steps: readonly SourceStep[];
  /** Where its photos are. */
  readonly photos: readonly string[];
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
export const compileMap = (
  map: ImportMap,
  header: Fields,
): ((record: CsvRecord, row: number) => SourceCase) => {
  const columns = columnsOf(header);
  const readTime = remembering(timeReader(map.timeFormats, map));
  const source: Source = { columns, readTime, slug, decimal: map.format.decimal };
  const caseIdOf = caseIdReader(map, columns);
  const steps = map.steps.map((step, number) => compileStep(map, step, number, source));
  const photosOf = compilePhotos(map, columns);
  const actor = importActor(map);
  columns.demandAll();
  const formerly = formerInputs(map, source);
  return (record, row) => {
    const { fields, written = fields } = record;
    demandWhole(record, columns, map.format);
    const caseId = caseIdOf(fields, row);
    if (caseId === '') throw new RowRejected('missing-case-id', `${String(map.caseId)} is empty`);
    const forms = [...new Set([caseIdOf(written, row), ...formsOf(caseId)])];
    const photos = photosOf(fields);
    const makeCase = (id: string): SourceCase => ({
      ...caseOf(actor, id, steps, fields, (number) => formerly(number, id, { fields, written })),
      photos,
    });
    if (forms.length === 1) return makeCase(caseId);
    return { ...makeCase(caseId), forms: forms.map((form) => () => makeCase(form)) };
  };
};

/** @returns the id of the case in a row, its number among the rows given; empty when there is none */
export const caseIdReader = (
  { caseId }: ImportMap,
  columns: Columns,
): ((fields: Fields, row: number) => string) => {
  if (typeof caseId !== 'string') return (_, row) => String(row);
  return columns.reader(caseId);
};

const demandWhole = (
  { line, lastLine, fields, malformed }: CsvRecord,
  { count }: Columns,
  { shortRows }: ImportMap['format'],
): void => {
  if (malformed !== undefined) {
    const covered = lastLine > line ? `; it covers lines ${line} to ${lastLine}` : '';
    throw new RowRejected('malformed-row', `${malformed}${covered}`);
  }
  if (fields.length === count) return;
  const found = `${fields.length} columns where the header has ${count}`;
  // Some systems end every row with a delimiter.
  if (fields.length > count) {
    if (fields.slice(count).some((field) => field.trim() !== ''))
      throw new RowRejected('column-count', found);
  } else if (shortRows === 'reject') {
    throw new RowRejected(
      'column-count',
      `${found}; \`format.shortRows\` says "fill" where empty last columns are left out`,
    );
  }
};

interface CompiledStep {
  readonly command: string;
  /** Its place in the map. */
  readonly number: number;
  readonly commandIdOf: (caseId: string) => string;
  readonly applies: (fields: Fields) => boolean;
  readonly at: (fields: Fields) => ReadTime;
  readonly isByEndOfDay: boolean;
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
    isByEndOfDay: (step.day ?? (closings.has(step.command) ? 'end' : 'start')) === 'end',
    input: compileInput(map, step, source),
    agency: step.agency && compileAgency(step.agency, source),
  };
};

/** What ends work: done on a day is done by its end. */
const closings: ReadonlySet<string> = new Set(['resolve', 'publish', 'reject', 'withdraw', 'close']);

const compileAt = ({ command, at }: StepOfMap, source: Source) => {
  const sources = [at].flat();
  const readers = sources.map((one) => compileTime(one, source));
  return (fields: Fields): ReadTime => {
    for (const read of readers) {
      const time = read(fields);
      if (time !== undefined) return time;
    }
    throw new RowRejected('missing-time', `${command} has no time: ${sources.map(namesOf).join(', ')} empty`);
  };
};

/** When a step happened. Of a day: at its last second or its start, and not before the step before it where that was on this day. */
const momentOf = ({ command, at, isByEndOfDay }: CompiledStep, fields: Fields, before: Instant): Instant => {
  const { earliest, latest, end } = at(fields);
  const moment = isByEndOfDay ? latest : earliest;
  if (moment >= before) return moment;
  if (end >= before) return before;
  throw new RowRejected('step-out-of-order', `${command} at ${moment} is before the step of ${before}`);
};

const caseOf = (
  actor: Actor,
  caseId: string,
  compiled: readonly CompiledStep[],
  fields: Fields,
  formerly: (number: number) => readonly JsonObject[],
): Omit<SourceCase, 'photos'> => {
  const steps: SourceStep[] = [];
  let before: Instant = '';
  for (const step of compiled) {
    const { command, number, commandIdOf, applies, input, agency } = step;
    if (!applies(fields)) continue;
    const occurredAt = momentOf(step, fields, before);
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

const none = [] as const;

/** Several steps of a case often happen at one time: the last text is not parsed again. */
const remembering = (read: TimeReader): TimeReader => {
  let last: { readonly text: string; readonly time: ReadTime } | undefined;
  return (text, column) => {
    if (last?.text !== text) last = { text, time: read(text, column) };
    return last.time;
  };
};
