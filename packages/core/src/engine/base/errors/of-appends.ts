import { PhananhError } from './error.ts';

export class WrongExpectedRevision extends PhananhError {
  readonly code = 'wrong-expected-revision';
  /** The stream that is elsewhere: the one that was appended to, or one that the decision was made on. */
  readonly stream: string;
  readonly currentRevision: number | null;

  /** @param currentRevision the stream's last revision, `null` when there is no stream */
  constructor(stream: string, expectedRevision: number | string, currentRevision: number | null) {
    super(`${stream} is at ${currentRevision ?? 'no-stream'}, not at ${expectedRevision}`, {
      stream,
      expectedRevision,
      currentRevision,
    });
    this.stream = stream;
    this.currentRevision = currentRevision;
  }
}

export class EventIdConflict extends PhananhError {
  readonly code = 'event-id-conflict';

  constructor(eventId: string, stream: string) {
    super(
      `the event id ${eventId} is in the log already, with other content or in another place than ${stream}`,
      {
        eventId,
        stream,
      },
    );
  }
}

export class EventTooLarge extends PhananhError {
  readonly code = 'event-too-large';

  /** @param events of an append that is too large as a whole; `type` is that of its largest */
  constructor(type: string, bytes: number, limit: number, events = 1) {
    const what = events === 1 ? `an event ${type}` : `an append of ${events} events, the largest ${type},`;
    super(`${what} of ${bytes} bytes is larger than ${limit}`, { type, bytes, limit });
  }
}

/** The caller's mistake: repeating it will not help. */
export class InvalidAppend extends PhananhError {
  readonly code = 'invalid-append';
}

export class UnknownEvent extends PhananhError {
  readonly code = 'unknown-event';

  constructor(
    message: string,
    details: {
      readonly stream: string;
      readonly revision: number;
      readonly type: string;
      readonly position?: number;
    },
  ) {
    super(message, details);
  }
}
