import { type CaseRow, reportWorkflow } from '@phananh/core';

/** Rows as an actor may see them: analysts get no texts. */
export const withTexts = (kind: string, cases: readonly CaseRow[]): readonly CaseRow[] =>
  seesTexts(kind) ? cases : cases.map((row) => ({ ...row, text: null }));

/** Whether the actor's view of a report has its text. A citizen's rows are their own, an agency's are with it. */
const seesTexts = (kind: string): boolean => {
  const audience = kind === 'citizen' ? 'reporter' : kind;
  return Object.entries(reportWorkflow.views).some(
    ([name, { state }]) => name === audience && state.includes('text'),
  );
};
