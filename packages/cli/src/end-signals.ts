/**
 * What asks a process to end: a supervisor, Ctrl-C, a terminal that is closed, Ctrl-\. All of them are one to who has to end in
 * order: a log is to be closed, and a socket to be removed.
 */
export const endSignals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const;
