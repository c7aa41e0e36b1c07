export interface ProgressLinesOptions {
  readonly isTerminal: boolean;
  readonly write: (text: string) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

const pauses = { terminal: 200, elsewhere: 5_000 } as const;

/**
 * Tells how something goes that takes long: on a terminal in one line that changes, elsewhere (a log, a pipe) in a line every
 * five seconds, so that nobody takes it for stuck.
 *
 * @returns what is called as often as you like; the text is asked for only when it is told
 */
export const progressLines = ({
  isTerminal,
  write,
  now,
}: ProgressLinesOptions): ((text: () => string) => void) => {
  const pause = isTerminal ? pauses.terminal : pauses.elsewhere;
  let told = now();
  return (text) => {
    if (now() - told < pause) return;
    told = now();
    write(isTerminal ? `\r${text()} ` : `${text()}\n`);
  };
};

/** On standard error. */
export const progressOnStandardError = (): ((text: () => string) => void) =>
  progressLines({
    isTerminal: process.stderr.isTTY === true,
    write: (text) => process.stderr.write(text),
    now: () => performance.now(),
  });
