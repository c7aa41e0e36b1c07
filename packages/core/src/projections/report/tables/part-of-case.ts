import { required } from '../../tables/table.ts';
import type { EvaluatedCase } from '../evaluated-case.ts';

export interface PartOf<Part> {
  readonly row: EvaluatedCase;
  readonly part: Part;
  /** Place among its like, from 0. */
  readonly index: number;
}

export const ofCase = <Part>() => [
  required.integer<PartOf<Part>>('case_number', 'The case.', ({ row }) => row.facts.caseNumber),
  required.text<PartOf<Part>>('report_id', 'Id of the report.', ({ row }) => row.facts.reportId),
];
