/**
 * What asks a process to end: a supervisor, Ctrl-C, a terminal that is closed, Ctrl-\. All of them are one to who has to end in
 * order: a log is to be closed, and a socket to be removed.
 */
export const endSignals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const;

/** Whether the process was asked to end. It is listened for until this is disposed: a program of one's own gives many commands. */
export interface EndSignal extends Disposable {
  readonly signal: AbortSignal;
}

/** Is aborted by the first of {@link endSignals}, for what ends in order; a second one ends the process at once. */
export const endSignal = (): EndSignal => {
  const ending = new AbortController();
  const listenNoMore = () => {
    for (const signal of endSignals) process.off(signal, end);
  };
  const end = () => {
    listenNoMore();
    ending.abort();
  };
  for (const signal of endSignals) process.once(signal, end);
  return { signal: ending.signal, [Symbol.dispose]: listenNoMore };
};
