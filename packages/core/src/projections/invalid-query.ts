import { PhananhError } from '../engine/index.ts';

/** A query that cannot be answered: a range reversed, a cursor forged or of another query. */
export class InvalidQuery extends PhananhError {
  readonly code = 'invalid-query';

  constructor(message: string, pointer: string) {
    super(message, { errors: [{ pointer, message }] });
  }
}
