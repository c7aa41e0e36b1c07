import { wholeNumber } from '@phananh/core/engine';
import type { ReadModels } from '@phananh/core/read-models';
import { HttpError } from '../errors/http-errors.ts';

/** The parameter `after` of every query over read models. */
export const afterParameter = wholeNumber({ min: 0 })
  .optional()
  .describe('Position of an own write that the answer must have; waits a moment for it.');

/**
 * Waits until the read models have what the caller wrote.
 *
 * @throws {@link HttpError} `read-model-behind` when the time is over
 */
export const awaitApplied = async (
  readModels: ReadModels,
  after: number | undefined,
  timeoutMilliseconds: number,
): Promise<void> => {
  if (after === undefined || (await readModels.whenApplied(after, { timeoutMilliseconds }))) return;
  throw new HttpError('read-model-behind', `the position ${after} is not in the read model yet`, { after });
};
