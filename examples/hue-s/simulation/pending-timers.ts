import type { IndexedTimer, NextTimer, TimerIndex } from '@phananh/core/engine';

/**
 * The timers of the reports in memory, told by the outcomes of the commands: the read models have the same in a table, but
 * are behind the log by a moment, and what fires at a simulated midnight must not depend on how long a machine takes.
 */
export interface PendingTimers extends TimerIndex {
  note(next: NextTimer): void;
}

export const pendingTimersInMemory = (): PendingTimers => {
  const timers = new Map<string, IndexedTimer>();
  const byMoment = new Map<string, Set<string>>();

  const remove = (stream: string): void => {
    const before = timers.get(stream);
    if (before === undefined) return;
    timers.delete(stream);
    const others = byMoment.get(before.at);
    others?.delete(stream);
    if (others?.size === 0) byMoment.delete(before.at);
  };

  return {
    note: ({ stream, revision, timer }) => {
      remove(stream);
      if (timer === undefined) return;
      timers.set(stream, { stream, revision, key: timer.key, at: timer.at, command: timer.command });
      const others = byMoment.get(timer.at) ?? new Set();
      byMoment.set(timer.at, others.add(stream));
    },
    due: (until, { limit, after }) =>
      [...byMoment.keys()]
        .filter((at) => at <= until)
        .flatMap((at) => [...(byMoment.get(at) ?? [])])
        .flatMap((stream) => timers.get(stream) ?? [])
        .filter(
          ({ at, stream }) =>
            after === undefined || at > after.at || (at === after.at && stream > after.stream),
        )
        .sort((a, b) => (a.at === b.at ? (a.stream < b.stream ? -1 : 1) : a.at < b.at ? -1 : 1))
        .slice(0, limit),
    // A few moments for thousands of reports: terms end at midnights, reminders go out in the morning.
    next: () => {
      let first: string | undefined;
      for (const at of byMoment.keys()) if (first === undefined || at < first) first = at;
      return first;
    },
  };
};
