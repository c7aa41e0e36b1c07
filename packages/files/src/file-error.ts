/** Whether Node refused something with one of these codes of the operating system, such as `ENOENT`. */
export const isFileError = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code);
