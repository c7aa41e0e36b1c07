import { PhananhError } from './errors.ts';
import type { JsonObject } from './json.ts';

/** An error as it is sent between threads; without a code it is a mistake of the program. */
export interface SentError {
  readonly code: string | null;
  readonly message: string;
  readonly details?: JsonObject;
}

export const sentError = (error: unknown): SentError => {
  if (error instanceof PhananhError) {
    const { code, message, details } = error;
    return { code, message, details };
  }
  return { code: null, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
};

/** An error of another thread, with the code that it had there. */
class ThreadError extends PhananhError {
  readonly code: string;

  constructor(code: string, message: string, details: JsonObject) {
    super(message, details);
    this.code = code;
  }
}

export const receivedError = ({ code, message, details = {} }: SentError): Error =>
  code === null ? new Error(message) : new ThreadError(code, message, details);
