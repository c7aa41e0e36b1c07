import type { JsonObject } from '@phananh/core';
import { RowRejected } from '../row-rejected.ts';
import { compileAgency } from './agency-of-case.ts';
import type { Fields } from './columns.ts';
import type { Source } from './expressions.ts';
import { formerSlug } from './former-slugs.ts';
import { compileInput } from './input.ts';
import type { ImportMap } from './schema.ts';

/** A record as it is read now, and as the file has it. */
interface Read {
  readonly fields: Fields;
  readonly written: Fields;
}

/**
 * What earlier versions made of a case for a step of the map: they compared names byte for byte, in the file and in the map, and
 * folded fewer letters in slugs. A case that was imported then is the same case. Compiled when first asked for: for a case that
 * is there with another content.
 */
export const formerInputs = (
  map: ImportMap,
  source: Source,
): ((number: number, caseId: string, read: Read) => readonly JsonObject[]) => {
  let compiled: ReturnType<typeof compileFormer>[] | undefined;
  return (number, caseId, { fields, written }) => {
    compiled ??= [map, decomposed(map)].map((former) => compileFormer(former, source));
    const forms = [written, fields, fields.map((field) => field.normalize('NFD'))];
    return compiled.flatMap((inputsOf) => forms.flatMap((form) => inputsOf(number, caseId, form)));
  };
};

/** A map in the other form. It is JSON, whose own signs have no other. */
const decomposed = (map: ImportMap): ImportMap => JSON.parse(JSON.stringify(map).normalize('NFD'));

const compileFormer = (map: ImportMap, source: Source) => {
  const former = { ...source, slug: formerSlug };
  const steps = map.steps.map((step) => ({
    input: compileInput(map, step, former),
    agency: step.agency && compileAgency(step.agency, source),
  }));
  return (number: number, caseId: string, fields: Fields): readonly JsonObject[] => {
    const step = steps[number];
    if (step === undefined) return [];
    try {
      const input = step.input(caseId, fields);
      const agency = step.agency?.(fields);
      if (agency === undefined) return [input];
      return [agency.agencyId, ...agency.formerIds].map((agencyId) => ({ ...input, agencyId }));
    } catch (error) {
      // It had been rejected then too.
      if (error instanceof RowRejected) return [];
      throw error;
    }
  };
};
