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

const waitingFor = (kind: string, tomorrowEnds: string): readonly Waiting[] => {
  const soon = (clock: string): Waiting => ({
    key: 'soon',
    filter: { clock, dueBefore: tomorrowEnds, sort: 'dueAt' },
  });
  const overdue: Waiting = { key: 'overdue', filter: { verdict: 'overdue', sort: 'dueAt' } };
  const all: Waiting = { key: 'all', filter: {} };
  const urgent: Waiting = {
    key: 'urgent',
    filter: { priority: 'urgent', phase: open, sort: 'dueAt' },
    isUrgent: true,
  };
  switch (kind) {
    case 'operator':
      return [
        urgent,
        { key: 'fresh', filter: { phase: 'submitted', sort: 'dueAt' } },
        { key: 'unassigned', filter: { phase: 'verified', sort: 'dueAt' } },
        { key: 'approval', filter: { phase: 'resolved', sort: 'dueAt' } },
        { key: 'disputed', filter: { phase: 'disputed', sort: 'submittedAt' } },
        soon('verification,approval,dispute,overall'),
        overdue,
        { key: 'waiting', filter: { awaiting: 'true', sort: 'dueAt' } },
        all,
      ];
    case 'agency':
      return [
        urgent,
        { key: 'withUs', filter: { phase: 'assigned', sort: 'dueAt' } },
        soon('resolution,overall'),
        overdue,
        { key: 'waiting', filter: { awaiting: 'true', sort: 'dueAt' } },
        all,
      ];
    case 'citizen':
      return [
        all,
        { key: 'waitingForMe', filter: { awaiting: 'true' } },
        { key: 'published', filter: { phase: 'published' } },
      ];
    default:
      return [all, overdue, { key: 'disputed', filter: { phase: 'disputed' } }, urgent];
  }
};

/** The queues that wait for somebody of a kind. */
export const queuesFor = (kind: string, now: string, language: Language): readonly Queue[] =>
  waitingFor(kind, daysAfter(dayOf(now), 2)).map(({ key, filter, isUrgent = false }) => {
    const name = worklistWords[language][key];
    return {
      name: typeof name === 'string' ? name : key,
      query: new URLSearchParams(filter).toString(),
      isUrgent,
    };
  });
