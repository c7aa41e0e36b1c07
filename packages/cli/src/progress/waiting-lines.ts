import type { Repeat } from '@phananh/eventstoredb';

export interface WaitingLinesOptions {
  /** What is waited for, as it may be shown. */
  readonly where: string;
  readonly say: (text: string) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

export interface WaitingLines {
  /** A call failed, and is tried again. */
  readonly repeated: (repeat: Repeat) => void;
  /** Looked at now and then while something is waited for: says what, when it takes long. */
  readonly look: () => void;
}

/** So often is said that somebody waits. */
const everyMilliseconds = 5_000;
/** What passes sooner is not worth a word, where something was met that stands in the way. */
const silentMilliseconds = 1_000;

/** Says what a command waits for, and the cause that was met last, so that nobody takes it for stuck. */
export const waitingLines = ({ where, say, now }: WaitingLinesOptions): WaitingLines => {
  let begun = now();
  let next = begun + everyMilliseconds;
  let cause: string | undefined;
  const look = (): void => {
    if (now() < next) return;
    next = now() + everyMilliseconds;
    say(
      `Waiting for the event store at ${where} (${Math.round((now() - begun) / 1000)} s): ${cause ?? 'no answer yet'}`,
    );
  };
  return {
    repeated: ({ error, failures }) => {
      const isOver = failures === 1 && now() > next + everyMilliseconds;
      if (isOver) begun = now();
      if (isOver || cause === undefined) next = now() + silentMilliseconds;
      cause = error.message;
      look();
    },
    look,
  };
};

/** Has a command tell what it waits for until what it waits for has come, also while nothing at all is answered. */
export const saying = async <T>({ look }: Pick<WaitingLines, 'look'>, what: Promise<T>): Promise<T> => {
  const timer = setInterval(look, silentMilliseconds);
  try {
    return await what;
  } finally {
    clearInterval(timer);
  }
};
