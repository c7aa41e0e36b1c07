import type { ErrorKind } from '@phananh/core/engine';
import type { HttpErrorEntry } from './http-errors.ts';

/** The HTTP status of each kind of error. The only place that knows both. */
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

/** The HTTP status of an error, by what its table says of it. */
export const statusOf = ({ kind, status }: HttpErrorEntry): number => status ?? statusOfKind[kind];
