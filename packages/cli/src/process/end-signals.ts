/**
 * What asks a process to end: a supervisor, Ctrl-C, a terminal that is closed, Ctrl-\. All of them are one to who has to end in
 * order: a log is to be closed, and a socket to be removed.
 */
export const endSignals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const;

/** Is aborted by the first of them, for what ends in order; a second one ends the process at once. */
export const endSignal = (): AbortSignal => {
  const ending = new AbortController();
  const end = () => {
    for (const signal of endSignals) process.off(signal, end);
    ending.abort();
  };
  for (const signal of endSignals) process.once(signal, end);
  return ending.signal;
};
