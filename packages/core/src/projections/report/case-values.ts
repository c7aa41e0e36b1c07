import type { SubjectValues } from '../tables/subject-values.ts';
import type { CaseFacts } from './case-facts.ts';

const ofCases = (
  name: string,
  column: string,
  valuesOf: (facts: CaseFacts) => readonly string[],
): SubjectValues<CaseFacts> => ({
  name,
  column,
  subject: 'case_number',
  numberOf: ({ caseNumber }) => caseNumber,
  valuesOf,
});

const none: readonly string[] = [];

/** What a case has several of, or of most none: who supports it, its labels, the officer of the agency who has it. */
export const caseValues = [
  ofCases('case_supporting', 'agency_id', ({ supporting }) => supporting),
  ofCases('case_labels', 'label', ({ labels }) => labels),
  ofCases('case_officers', 'officer', ({ officer }) => (officer === null ? none : [officer.id])),
] as const;
