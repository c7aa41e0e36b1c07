import { PhananhError } from './error.ts';

/** Safe to repeat with the same command id: the append may or may not have happened. */
export class StoreUnavailable extends PhananhError {
  readonly code = 'store-unavailable';
}

/** Lists and figures cannot be answered before they are computed. Ask again. */
export class ReadModelsRebuilding extends PhananhError {
  readonly code = 'read-models-rebuilding';

  constructor(path: string) {
    super('the read models are being computed from the log', { path });
  }
}

/** As many questions wait already as may: of all callers, or of this one. Ask again. */
export class ReadModelsBusy extends PhananhError {
  readonly code = 'read-models-busy';
}

/** No command is decided by a clock that jumped. Repeat it. */
export class ClockUnsure extends PhananhError {
  readonly code = 'clock-unsure';
}

export class StoreCorrupt extends PhananhError {
  readonly code = 'store-corrupt';
}

/** Its file was deleted, moved or replaced while it was written. */
export class StoreGone extends PhananhError {
  readonly code = 'store-gone';
}

/** The log ends before what others have seen of it, or is another one. */
export class StoreBehind extends PhananhError {
  readonly code = 'store-behind';
}

export class StoreLinked extends PhananhError {
  readonly code = 'store-linked';
}

export class StoreLocked extends PhananhError {
  readonly code = 'store-locked';
}

export class StoreForeign extends PhananhError {
  readonly code = 'store-foreign';
}

export class StoreTooNew extends PhananhError {
  readonly code = 'store-too-new';
}

export class StoreAccessDenied extends PhananhError {
  readonly code = 'store-access-denied';
}

export class StoreUntrusted extends PhananhError {
  readonly code = 'store-untrusted';
}

/**
 * What an operator can mend while others go on: whoever follows a log tries it again, and a host starts and is not ready. Whoever
 * asked for one thing is told at once.
 */
export const isMendable = (error: unknown): error is StoreAccessDenied | StoreUntrusted =>
  error instanceof PhananhError && isMendableCode(error.code);

const mendable = ['store-access-denied', 'store-untrusted'] as const;
export type MendableCode = (typeof mendable)[number];

/** As {@link isMendable}, where only the code of an error is left. */
export const isMendableCode = (code: string | null | undefined): code is MendableCode =>
  mendable.some((known) => known === code);

/** Somebody deleted or truncated a stream with the tools of the event store. */
export class StreamDeleted extends PhananhError {
  readonly code = 'stream-deleted';
}

export class InvalidConnectionString extends PhananhError {
  readonly code = 'invalid-connection-string';
}
