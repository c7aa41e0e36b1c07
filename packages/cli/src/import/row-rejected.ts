/** Why a row is not taken. Codes of the import itself; the engine and the lifecycle have their own. */
export type RejectionCode =
  | 'malformed-row'
  | 'column-count'
  | 'missing-case-id'
  | 'missing-time'
  | 'impossible-time'
  | 'skipped-time'
  | 'step-out-of-order'
  | 'not-a-number'
  | 'unknown-value'
  | 'left-out'
  // The engine's own: what was imported before says otherwise.
  | 'idempotency-conflict';

/** A row that says something impossible: it is left out, with its reason, and the import goes on. */
export class RowRejected extends Error {
  readonly code: RejectionCode;

  constructor(code: RejectionCode, message: string) {
    super(message);
    this.code = code;
  }
}
