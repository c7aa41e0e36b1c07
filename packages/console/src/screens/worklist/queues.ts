import type { Actor } from '@phananh/core';
import type { Language } from '@phananh/http/pages';
import { dayOf, daysAfter } from '../../words/time.ts';
import { type WorklistWords, worklistWords } from './words.ts';

/** What waits for somebody: a filter with a name. */
export interface Queue {
  readonly name: string;
  /** As the address has it. */
  readonly query: string;
  /** Whether it is a lane of its own, before all others. */
  readonly isUrgent?: boolean;
}

type Key = keyof WorklistWords & string;
interface Waiting {
  readonly key: Key;
  readonly filter: { readonly [parameter: string]: string };
  readonly isUrgent?: boolean;
}

const open = 'submitted,verified,assigned,resolved,disputed';

const waitingFor = ({ kind, id }: Actor, today: string): readonly Waiting[] => {
  // What is due today or tomorrow; what was due before today is overdue.
  const soon = (clock: string): Waiting => ({
    key: 'soon',
    filter: { clock, dueBefore: daysAfter(today, 2), sort: 'dueAt' },
  });
  const overdueBy = (clock: string): Waiting => ({
    key: 'overdue',
    filter: { clock, dueBefore: today, sort: 'dueAt' },
  });
  const all: Waiting = { key: 'all', filter: {} };
  const urgent: Waiting = {
    key: 'urgent',
    filter: { priority: 'urgent', phase: open, sort: 'dueAt' },
    isUrgent: true,
  };
  const waiting: Waiting = { key: 'waiting', filter: { awaiting: 'true', sort: 'dueAt' } };
  switch (kind) {
    case 'operator': {
      const clocks = 'verification,approval,dispute,overall';
      return [
        urgent,
        { key: 'fresh', filter: { phase: 'submitted', sort: 'dueAt' } },
        { key: 'unassigned', filter: { phase: 'verified', sort: 'dueAt' } },
        { key: 'approval', filter: { phase: 'resolved', sort: 'dueAt' } },
        { key: 'disputed', filter: { phase: 'disputed', sort: 'dueAt' } },
        soon(clocks),
        overdueBy(clocks),
        waiting,
        all,
      ];
    }
    case 'agency': {
      const clocks = 'resolution,overall';
      return [
        urgent,
        { key: 'freshToUs', filter: { phase: 'assigned', taken: 'false', sort: 'dueAt' } },
        { key: 'mine', filter: { phase: 'assigned', officer: id, sort: 'dueAt' } },
        { key: 'withUs', filter: { phase: 'assigned', sort: 'dueAt' } },
        soon(clocks),
        overdueBy(clocks),
        waiting,
        { key: 'approval', filter: { phase: 'resolved', sort: 'dueAt' } },
        { key: 'disputed', filter: { phase: 'disputed', sort: 'dueAt' } },
        all,
      ];
    }
    case 'citizen':
      return [
        all,
        { key: 'waitingForMe', filter: { awaiting: 'true' } },
        { key: 'published', filter: { phase: 'published' } },
      ];
    default:
      // They look on: at every clock, whoever is answerable for it.
      return [
        all,
        urgent,
        { key: 'fresh', filter: { phase: 'submitted', sort: 'dueAt' } },
        { key: 'unassigned', filter: { phase: 'verified', sort: 'dueAt' } },
        { key: 'approval', filter: { phase: 'resolved', sort: 'dueAt' } },
        { key: 'disputed', filter: { phase: 'disputed', sort: 'dueAt' } },
        soon('verification,resolution,approval,dispute,overall'),
        overdueBy('verification,resolution,approval,dispute,overall'),
      ];
  }
};

/** The queues that wait for somebody. */
export const queuesFor = (actor: Actor, now: string, language: Language): readonly Queue[] =>
  waitingFor(actor, dayOf(now)).map(({ key, filter, isUrgent = false }) => {
    const name = worklistWords[language][key];
    return {
      name: typeof name === 'string' ? name : key,
      query: new URLSearchParams(filter).toString(),
      isUrgent,
    };
  });

/** The clocks that a list is by. */
export const clocksIn = (query: URLSearchParams): readonly string[] =>
  query.has('dueBefore') ? query.getAll('clock').flatMap((clocks) => clocks.split(',')) : [];
