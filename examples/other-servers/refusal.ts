// #region refusal
import { PhananhError } from '@phananh/core';
import { engineErrors } from '@phananh/core/engine';
import { agencyWorkflow, reportRefusals } from '@phananh/core/reports';
import { statusOf } from '@phananh/http';

const known = new Map(Object.entries({ ...engineErrors, ...reportRefusals, ...agencyWorkflow.refusals }));

/** What a route of one's own answers when the lifecycle says no. Throws what is no error of phananh. */
export const refusalOf = (error: unknown): { readonly status: number; readonly body: object } => {
  if (!(error instanceof PhananhError)) throw error;
  const entry = known.get(error.code) ?? engineErrors['not-declared'];
  return { status: statusOf(entry), body: { code: error.code, title: entry.title.vi, ...error.details } };
};
// #endregion refusal
