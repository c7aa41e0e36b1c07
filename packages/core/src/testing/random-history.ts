import fc from 'fast-check';
import { type Actor, type JsonObject, PhananhError, type RecordedEvent } from '../engine/index.ts';
import {
  agency,
  citizen,
  operator,
  type ReportCommandName,
  type Reports,
  reportWorkflow,
  system,
} from '../report/index.ts';
import { redactableFields } from '../report/redactable.ts';
import { givenAttachments } from './attachments.ts';
import { type LifecycleFixture, likelyCommands, people } from './lifecycle.ts';
import type { SimulatedClock } from './simulated-clock.ts';

/** Somebody gives a command, some hours after the step before. Many are refused: whoever gives them does not know the state. */
export interface HistoryStep {
  readonly command: ReportCommandName;
  readonly actor: Actor;
  readonly hours: number;
  /** Of an extension that was asked for too late. */
  readonly override: boolean;
  /** What the report is reclassified to. */
  readonly procedure: string;
  /** For whom a result is published. */
  readonly visibility: 'public' | 'reporter-only';
  /** Who gets the report, and who helps. */
  readonly agencyId: string;
  readonly supporting: readonly string[];
  /** Which of the texts so far is hidden, and whether its field is hidden in every event. */
  readonly hidden: { readonly place: number; readonly everywhere: boolean };
}

const actors = [
  citizen('c-17'),
  citizen('c-18'),
  operator('o-3'),
  agency('officer-9', 'agency-hue-lighting'),
  agency('officer-1', 'agency-hue-roads'),
  system('timer'),
];

const giverOf = (command: ReportCommandName): Actor => {
  const [kind] = reportWorkflow.commands[command].by;
  return Object.values(people).find((actor) => actor.kind === kind) ?? people.operator;
};

/** Steps of a report's life in any order, as many as it takes to come somewhere. */
export const randomHistory = ({
  commands = likelyCommands,
}: {
  readonly commands?: readonly ReportCommandName[];
} = {}): fc.Arbitrary<HistoryStep[]> => {
  const step = fc
    .record({
      command: fc.constantFrom(...commands),
      // Twice out of three somebody who may give it: histories that come further.
      mayGiveIt: fc.constantFrom(true, true, false),
      actor: fc.constantFrom(...actors),
      hours: fc.integer({ min: 0, max: 96 }),
      override: fc.boolean(),
      procedure: fc.constantFrom('ordinary', 'penalty'),
      visibility: fc.constantFrom('public', 'reporter-only') satisfies fc.Arbitrary<
        HistoryStep['visibility']
      >,
      agencyId: fc.constantFrom('agency-hue-lighting', 'agency-hue-lighting', 'agency-hue-roads'),
      supporting: fc.subarray(['agency-hue-lighting', 'agency-hue-roads']),
      hidden: fc.record({ place: fc.nat(), everywhere: fc.boolean() }),
    })
    .map(({ mayGiveIt, actor, ...rest }) => ({ ...rest, actor: mayGiveIt ? giverOf(rest.command) : actor }));
  return fc.array(step, { minLength: 30, maxLength: 90 });
};

/** The input of a step's command: its example, with what the step says itself. */
export const inputOf = ({ command, override, procedure }: HistoryStep): JsonObject => {
  const { example } = reportWorkflow.commands[command];
  if (command === 'grant-extension') return { ...example, override };
  return command === 'reclassify' ? { ...example, procedure } : example;
};

/** The texts that a command's input can have. */
const texts: { readonly [C in ReportCommandName]?: readonly string[] } = {
  'request-information': ['question'],
  'provide-information': ['text'],
  reject: ['message', 'competentBody'],
  assign: ['note'],
  accept: ['officer'],
  'hand-over': ['officer', 'note'],
  return: ['reason'],
  'decide-competence': ['note'],
  'request-extension': ['reason'],
  'grant-extension': ['reason'],
  'deny-extension': ['reason'],
  'impose-penalty': ['legalBasis'],
  'revoke-penalty': ['legalBasis'],
  resolve: ['result'],
  'send-back': ['reason'],
  publish: ['publicText'],
  'replace-attachment': ['reason'],
  rate: ['comment'],
  dispute: ['reason'],
  'uphold-dispute': ['reason'],
  'dismiss-dispute': ['reason'],
  comment: ['text'],
  reclassify: ['reason'],
  withdraw: ['reason'],
  redact: ['reason'],
};

const photos: readonly ReportCommandName[] = ['provide-information', 'add-attachments', 'resolve', 'dispute'];

/** The input of a step in which every text is a word that nothing else says, and every photo one that nobody else gave. */
const tellingInputOf = (step: HistoryStep, number: number, said: readonly SaidField[]): JsonObject => {
  const { command, visibility, agencyId, supporting, hidden } = step;
  const words = (texts[command] ?? []).map((field, place) => [field, `word${number}${'ab'[place]}`]);
  const { field = 'text', revision = 0 } = said[hidden.place % said.length] ?? {};
  return {
    ...inputOf(step),
    ...(command === 'publish' && { visibility }),
    ...(command === 'assign' && { agencyId, supporting }),
    ...(command === 'decide-competence' && { agencyId }),
    ...(command === 'redact' && { field, ...(!hidden.everywhere && { revision }) }),
    ...(command === 'comment' && step.override && { audience: 'internal' }),
    ...(photos.includes(command) && { attachments: [number.toString(16).padStart(64, 'f')] }),
    ...Object.fromEntries(words),
  };
};

/** What an event says that can be hidden, in words that nothing else says. */
export interface SaidField {
  readonly words: string;
  readonly type: string;
  readonly field: string;
  readonly revision: number;
}

/** What the events of a life say that can be hidden. */
export const saidIn = (events: readonly RecordedEvent[]): readonly SaidField[] =>
  events.flatMap(({ type, data, revision }) =>
    redactableFields.flatMap((field): readonly SaidField[] => {
      const value = data[field];
      const parts =
        typeof value === 'string' ? [value] : value === undefined ? [] : Object.values(value ?? {});
      return parts
        .filter((part) => typeof part === 'string' && /^word|^f{50}|@/.test(part))
        .map((words) => ({ words: String(words), type, field, revision }));
    }),
  );

/**
 * Lets a report of a citizen go through the steps that it allows, each saying something of its own: what is seen of it
 * somewhere says where it came from.
 *
 * @returns its id, and its events
 */
export const liveTelling = async (
  { handler, attachments }: Pick<Reports, 'handler' | 'attachments'>,
  clock: SimulatedClock,
  steps: readonly HistoryStep[],
): Promise<{ readonly reportId: string; readonly events: readonly RecordedEvent[] }> => {
  await givenAttachments({ attachments }, tellingSubmission, people.citizen);
  const { id } = await handler.create('submit', tellingSubmission, { actor: people.citizen });
  const history = () => Array.fromAsync(handler.history(id));
  for (const [number, step] of steps.entries()) {
    clock.advance(step.hours * 3_600_000 + 60_000);
    const input = tellingInputOf(step, number, step.command === 'redact' ? saidIn(await history()) : []);
    await givenAttachments({ attachments }, input, step.actor).catch(unlessTold);
    await handler.execute(id, step.command, input, { actor: step.actor }).catch(unlessTold);
  }
  return { reportId: id, events: await history() };
};

const unlessTold = (error: unknown): void => {
  if (!(error instanceof PhananhError)) throw error;
};

const tellingSubmission = {
  text: 'wordtext',
  location: { lat: 16.46371, lng: -107.59093, address: 'wordaddress' },
  channel: 'app',
  contact: { email: 'somebody@example.org' },
  attachments: ['e'.padStart(64, 'f')],
  category: 'lighting',
};

/**
 * Lets a report go through the steps that it allows and gives its events.
 *
 * @param asImport the report is a case of another system, with a due instant of its own
 */
export const liveThrough = async (
  { reports, clock, submit }: LifecycleFixture,
  steps: readonly HistoryStep[],
  { asImport = false }: { readonly asImport?: boolean } = {},
): Promise<readonly RecordedEvent[]> => {
  const reportId = asImport ? await importedCase(reports, clock.now()) : await submit();
  for (const step of steps) {
    clock.advance(step.hours * 3_600_000);
    const { command, actor } = step;
    await reports.handler.execute(reportId, command, inputOf(step), { actor }).catch((error) => {
      if (!(error instanceof PhananhError)) throw error;
    });
  }
  return Array.fromAsync(reports.handler.history(reportId));
};

const importedCase = async (reports: LifecycleFixture['reports'], now: string): Promise<string> => {
  const dueAt = new Date(Date.parse(now) + 20 * 86_400_000).toISOString();
  const legacy = { system: 'other', caseId: '1', dueAt };
  const input = { ...reportWorkflow.commands.submit.example, channel: 'import', legacy };
  return (await reports.handler.create('submit', input, { actor: people.system })).id;
};
