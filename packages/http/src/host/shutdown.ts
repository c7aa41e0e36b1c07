/**
 * What to do on SIGTERM and SIGINT: the first one closes and exits with 0, or with 1 when that fails; a second one does
 * not wait for it.
 */
export const shutdownOnSignal = ({
  close,
  exit,
}: {
  readonly close: () => Promise<void>;
  readonly exit: (code: number) => void;
}): (() => void) => {
  let closing = false;
  return () => {
    if (closing) {
      exit(1);
      return;
    }
    closing = true;
    close().then(
      () => exit(0),
      () => exit(1),
    );
  };
};
