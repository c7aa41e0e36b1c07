import type { WorkingCalendar } from '@phananh/core/calendar';
import type {
  Answerers,
  Answers,
  AskForJson,
  Asking,
  QuestionName,
  Questions,
} from '@phananh/core/read-models';
import { isQuickQuestion } from '../../hosted/quick-questions.ts';
import { type AskedThread, askedThread } from './asked-thread.ts';
import type { QuestionThreadData } from './messages.ts';

/** The thread for questions that take milliseconds: pages of lists, and figures from sums. */
const quickly = { name: 'phananh-lists', atOnce: 4, mostWaiting: 256, mostOfOne: 64 };

/** The thread for questions that read every case. Two run at once, so that one does not wait until another has ended. */
const slowly = { name: 'phananh-figures', atOnce: 2, mostWaiting: 64, mostOfOne: 8 };

export interface AskedThreads extends AskedThread {
  /** Whether a question takes milliseconds only. */
  isQuick<Name extends QuestionName>(name: Name, query: Questions[Name]): boolean;
}

/** Two threads that answer questions, so that long ones hold up neither short ones nor the host. */
export const askedThreads = (data: QuestionThreadData, calendar: WorkingCalendar): AskedThreads => {
  const [quick, slow] = [askedThread(data, quickly), askedThread(data, slowly)];
  const isQuick = <Name extends QuestionName>(name: Name, query: Questions[Name]): boolean =>
    isQuickQuestion(calendar, name, query);
  return {
    isQuick,
    ask: (name, query, asking) => (isQuick(name, query) ? quick : slow).ask(name, query, asking),
    pause: async () => {
      await Promise.all([quick.pause(), slow.pause()]);
    },
    resume: () => {
      quick.resume();
      slow.resume();
    },
    waiting: () => quick.waiting() + slow.waiting(),
    close: async () => {
      await Promise.all([quick.close(), slow.close()]);
    },
  };
};

const text = new TextDecoder();

/** Answers as values, for callers that do not send the JSON on. */
export const parsed = (json: AskForJson): Answerers => {
  const ask =
    <Name extends QuestionName>(name: Name) =>
    async (query: Questions[Name], asking?: Asking): Promise<Answers[Name]> => {
      const bytes = await json(name, query, asking);
      // `TextDecoder` refuses a SharedArrayBuffer: the bytes are copied.
      return JSON.parse(text.decode(new Uint8Array(bytes)));
    };
  return {
    cases: ask('cases'),
    casesOfTelephone: ask('casesOfTelephone'),
    caseCount: ask('caseCount'),
    caseCounts: ask('caseCounts'),
    published: ask('published'),
    clusters: ask('clusters'),
    sla: ask('sla'),
    slaCases: ask('slaCases'),
    durations: ask('durations'),
    ranking: ask('ranking'),
    satisfaction: ask('satisfaction'),
    penalties: ask('penalties'),
    backlog: ask('backlog'),
    gamingSignals: ask('gamingSignals'),
    list: ask('list'),
    counts: ask('counts'),
  };
};
