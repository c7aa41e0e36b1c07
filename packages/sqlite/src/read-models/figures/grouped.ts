import { asksLabels, type CaseFacts, type Grouped, type SlaQuery } from '@phananh/core/read-models';

/** What a case is grouped by, where its row says it and where the case itself does. */

/** In SQL: the outcome of the round that is counted. */
export const outcomeOf = (round: 'first' | 'final'): string =>
  `(SELECT r.outcome FROM case_rounds r WHERE r.case_number = f.case_number AND r.round = ${round === 'first' ? 1 : 'f.round'})`;

/** In SQL: the labels of the case as JSON, for {@link labelsOfText}; to look for them costs a question that does not ask for any. */
const labelsFor = (question: Pick<SlaQuery, 'groupBy' | 'within'>): string =>
  asksLabels(question)
    ? '(SELECT json_group_array(l.label) FROM case_labels l WHERE l.case_number = f.case_number)'
    : "''";

/** In SQL: what a row of `case_facts f` is grouped by, but for who is answerable and the outcome, which parts of a case have of their own. */
export const groupedColumns = (question: Pick<SlaQuery, 'groupBy' | 'within'>): string =>
  `f.category, ${labelsFor(question)} AS labels, f.area_code AS areaCode, f.channel, f.procedure, f.priority`;

/** As a statement gives it: its labels are a text. */
export type InRow<Row extends Grouped> = Omit<Row, 'labels'> & { readonly labels: string };

const none: readonly string[] = [];

/** @param text what {@link labelsFor} made, or the column of a row */
export const labelsOfText = (text: string): readonly string[] =>
  // Written by the statement itself.
  text === '' ? none : (JSON.parse(text) as readonly string[]);

/** What a case is grouped by. */
export const groupedOf = (facts: CaseFacts): Grouped => ({
  agencyId: facts.agencyId,
  category: facts.category,
  labels: facts.labels,
  areaCode: facts.areaCode,
  channel: facts.channel,
  procedure: facts.procedure,
  priority: facts.priority,
  outcome: facts.rounds.at(-1)?.outcome ?? null,
});
