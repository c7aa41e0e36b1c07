import { PhananhError } from '@phananh/core';
import type { ProjectionFailure } from '@phananh/core/read-models';

/** What an error says of a projection that it stopped. */
export const failureOf = (error: unknown): Omit<ProjectionFailure, 'position'> => ({
  message: error instanceof Error ? error.message : String(error),
  ...(error instanceof PhananhError && { code: error.code }),
});
