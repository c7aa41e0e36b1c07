import { PhananhError } from '@phananh/core';
import { type ErrorKind, engineErrors } from '@phananh/core/engine';
import { agencyWorkflow, reportRefusals } from '@phananh/core/reports';

// #region refusal
const statusOfKind: { readonly [Kind in ErrorKind]: number } = {
  malformed: 400,
  invalid: 422,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  precondition: 412,
  'too-large': 413,
  unavailable: 503,
  internal: 500,
};

const known = new Map(Object.entries({ ...engineErrors, ...reportRefusals, ...agencyWorkflow.refusals }));

/** What a route of one's own answers when the lifecycle says no. Throws what is no error of phananh. */
export const refusalOf = (error: unknown): { readonly status: number; readonly body: object } => {
  if (!(error instanceof PhananhError)) throw error;
  const { kind, title } = known.get(error.code) ?? engineErrors['not-declared'];
  return { status: statusOfKind[kind], body: { code: error.code, title: title.vi, ...error.details } };
};
// #endregion refusal
