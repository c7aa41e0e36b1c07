/** Signals within so many milliseconds are one: Ctrl-C reaches a process by its terminal and by those that started it. */
const sameSignalMilliseconds = 1_000;

/**
 * What to do on SIGTERM and SIGINT: the first one closes and exits with 0, or with 1 when that fails; another one, a second
 * later or more, does not wait for it.
 *
 * @param now milliseconds of a clock that never goes back
 */
export const shutdownOnSignal = ({
  close,
  exit,
  now = () => performance.now(),
}: {
  readonly close: () => Promise<void>;
  readonly exit: (code: number) => void;
  readonly now?: () => number;
}): (() => void) => {
  let since: number | undefined;
  return () => {
    if (since !== undefined) {
      if (now() - since >= sameSignalMilliseconds) exit(1);
      return;
    }
    since = now();
    close().then(
      () => exit(0),
      () => exit(1),
    );
  };
};
