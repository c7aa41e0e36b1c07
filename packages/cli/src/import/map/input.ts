import type { JsonObject } from '@phananh/core';
import type { Fields } from './columns.ts';
import { compileObject, type Source } from './expressions.ts';
import type { ImportMap, StepOfMap } from './schema.ts';

/** What a step says of a case, but for the agency. */
export const compileInput = (
  map: ImportMap,
  step: StepOfMap,
  source: Source,
): ((caseId: string, fields: Fields) => JsonObject) => {
  const evaluate = compileObject(step.input, source);
  return step.command === 'submit'
    ? (caseId, fields) => asImported(map, caseId, evaluate(fields) ?? {})
    : (_, fields) => evaluate(fields) ?? {};
};

/** What tells a report of another system: its channel, and how that system knew it. */
const asImported = ({ name }: ImportMap, caseId: string, input: JsonObject): JsonObject => {
  const { legacy } = input;
  const known = typeof legacy === 'object' && legacy !== null && !Array.isArray(legacy) ? legacy : {};
  return { ...input, channel: 'import', legacy: { ...known, system: name, caseId } };
};
