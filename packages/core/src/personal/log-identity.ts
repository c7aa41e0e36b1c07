/** By which name of a log what is sealed in it is bound to it. A promise only where the log has to be asked. */
export interface LogIdentity {
  /** @throws where the log does not say that anything in it is sealed */
  toOpen(): string | Promise<string>;
  /** Undefined: personal values of this log are not sealed. */
  toSeal(): string | undefined | Promise<string | undefined>;
  /** Undefined: nothing in it is sealed yet, and nothing begins with this. @throws `key-missing` where the keys are not those of the log */
  known(): string | undefined | Promise<string | undefined>;
}

export const namedLog = (log: string): LogIdentity => ({
  toOpen: () => log,
  toSeal: () => log,
  known: () => log,
});

/** The key of the log itself is one of a subject that nobody is. */
export const subjectOfLog = (log: string): string => `log:${log}`;
