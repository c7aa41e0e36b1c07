import { z } from 'zod';
import {
  type Actor,
  define,
  event,
  type Instant,
  type JsonObject,
  parseInput,
  type RecordedEventOf,
  refuse,
  text,
} from '../../engine/index.ts';
import { reportActorKinds } from '../actor-kinds.ts';
import { reportRefusals } from '../refusals.ts';
import { ReportId } from '../values.ts';
import { apartInInput, bulkCommandOf, fieldsKeptOut } from './bulk-commands.ts';
import { withoutWords } from './words-of-filter.ts';

/** One command to many reports: those that a preview showed, each at the revision that it showed. */

/** What one event can name: it has to fit into the log. */
export const mostCasesOfRun = 1_000;

/** Where nobody says otherwise. */
const defaultCasesOfRun = 500;

const Item = z.strictObject({ reportId: ReportId, revision: z.int().min(0) });

const Outcome = z.strictObject({
  /** Which of the cases, from 0. */
  at: z.int().min(0),
  /** `changed`: the case is not as it was previewed, and was left alone. */
  outcome: z.enum(['done', 'changed', 'refused']),
  /** Of the error that it was refused with. */
  code: z.string().max(100).optional(),
});

const Input = z.record(z.string().max(100), z.json());

const bulkRunEvents = {
  started: event(
    'Somebody gives one command to the reports of a preview.',
    {
      command: z.string().max(100),
      /** Without what can be redacted in a report. */
      input: Input,
      /** That: a run shows it to nobody, so that what is redacted in a report is read nowhere. */
      texts: Input,
      /** What they were chosen by, as the address of the list has it, without words; absent: they were marked one by one. */
      filter: z.string().max(2_000).optional(),
      items: z.array(Item).min(1).max(mostCasesOfRun),
    },
    {
      version: 2,
      upcasters: {
        1: ({ command: name, input, ...others }) => ({
          command: name ?? '',
          ...apartInInput(String(name), Input.parse(input)),
          ...others,
        }),
      },
    },
  ),
  progressed: event('Some of the cases were come to.', { outcomes: z.array(Outcome).min(1).max(100) }),
  cancelled: event('The cases that are left are left alone.', { reason: text(500).optional() }),
} as const;

export type BulkItem = z.output<typeof Item>;
export type BulkOutcome = z.output<typeof Outcome>;

export interface BulkRunState {
  readonly phase: 'running' | 'finished' | 'cancelled';
  readonly command: string;
  readonly input: JsonObject;
  /** Of what each command is given, what can be redacted in a report. */
  readonly texts: JsonObject;
  readonly filter: string | null;
  readonly items: readonly BulkItem[];
  /** Of the cases that were come to. */
  readonly outcomes: readonly BulkOutcome[];
  readonly startedAt: Instant;
  /** As whom the commands are given. */
  readonly starter: Actor;
  readonly endedAt: Instant | null;
}

export interface BulkRunTypes {
  readonly state: BulkRunState;
  readonly events: typeof bulkRunEvents;
  readonly phase: BulkRunState['phase'];
  readonly actorKind: keyof typeof reportActorKinds;
  readonly audience: 'office' | 'starter';
  readonly field:
    | 'bulkRunId'
    | 'phase'
    | 'command'
    | 'input'
    | 'filter'
    | 'cases'
    | 'startedAt'
    | 'starter'
    | 'endedAt'
    | 'total'
    | 'done'
    | 'changed'
    | 'refused';
  readonly refusal:
    | 'no-bulk-command'
    | 'not-kept-in-bulk'
    | 'no-such-input'
    | 'too-many-cases'
    | 'twice-in-run'
    | 'rights-ended'
    | 'nothing-changes';
  readonly policy: undefined;
  readonly related: Record<never, never>;
}

const { command, creation, made, workflow } = define<BulkRunTypes>();

const evolve = (
  run: BulkRunState | undefined,
  { type, data, metadata: { actor, occurredAt } }: RecordedEventOf<typeof bulkRunEvents>,
): BulkRunState => {
  if (type === 'started') {
    const { filter = null, input, ...others } = data;
    return {
      phase: 'running',
      ...others,
      input,
      filter,
      outcomes: [],
      startedAt: occurredAt,
      starter: actor,
      endedAt: null,
    };
  }
  if (run === undefined) throw new TypeError('a bulk run begins with started');
  if (type === 'cancelled') return { ...run, phase: 'cancelled', endedAt: occurredAt };
  const outcomes = [...run.outcomes, ...data.outcomes];
  const isDone = outcomes.length === run.items.length;
  return { ...run, outcomes, ...(isDone && { phase: 'finished', endedAt: occurredAt }) };
};

/** What each command of a run is given. */
export const inputOfRun = ({ input, texts }: Pick<BulkRunState, 'input' | 'texts'>): JsonObject => ({
  ...input,
  ...texts,
});

/** How many cases came to what. */
export const countsOfRun = ({ items, outcomes }: BulkRunState) => {
  const count = (name: BulkOutcome['outcome']): number =>
    outcomes.filter(({ outcome }) => outcome === name).length;
  return {
    total: items.length,
    done: count('done'),
    changed: count('changed'),
    refused: count('refused'),
  };
};

const shown = [
  'bulkRunId',
  'phase',
  'command',
  'input',
  'filter',
  'startedAt',
  'starter',
  'endedAt',
  'total',
  'done',
  'changed',
  'refused',
  'cases',
] as const;

const view = {
  state: shown,
  events: { started: ['command', 'input', 'filter'], progressed: ['outcomes'], cancelled: ['reason'] },
  actor: ['kind', 'id'],
} as const;

const starters = ['operator', 'agency', 'admin'] as const;

/** @param most cases of one run. At most {@link mostCasesOfRun}. */
export const bulkRunWorkflowWith = ({
  most = defaultCasesOfRun,
}: {
  readonly most?: number | undefined;
} = {}) =>
  workflow({
    name: 'bulkRun',
    summary: 'One command to many reports, each as an ordinary command.',
    id: z.uuid(),
    phases: {
      running: { summary: 'a host gives the commands' },
      finished: { summary: 'every case was come to', final: true },
      cancelled: { summary: 'the rest was left alone', final: true },
    },
    actorKinds: reportActorKinds,
    events: bulkRunEvents,
    commands: {
      start: creation({
        summary:
          'Gives one command to the reports of a preview. A case that changed since is reported, and left alone.',
        input: z.strictObject({
          command: z.string().max(100).describe('Of reports, as its own route is named.'),
          input: Input.default({}).describe('What each of the commands is given.'),
          filter: z
            .string()
            .max(2_000)
            // Before the digest of the command is made of it.
            .overwrite(withoutWords)
            .optional()
            .describe(
              'What they were chosen by. It is kept, and not asked again: of words that were searched for `q=` is kept, and of a reporter `reporterId=`, with nothing behind it.',
            ),
          items: z.array(Item).min(1).max(mostCasesOfRun).describe('As a preview gave them.'),
        }),
        example: {
          command: 'assign',
          input: { agencyId: 'agency-hue-lighting' },
          filter: 'phase=verified&category=den-duong',
          items: [{ reportId: '019a3f2e-7c1b-7000-8000-0123456789ab', revision: 2 }],
        },
        by: starters,
        to: ['running'],
        emits: ['started'],
        refuses: ['no-bulk-command', 'not-kept-in-bulk', 'no-such-input', 'too-many-cases', 'twice-in-run'],
        decide: (input, { actor }) => {
          const found = bulkCommandOf(input.command, actor.kind);
          if (found === undefined)
            return refuse(
              'no-bulk-command',
              `${actor.kind} gives no command ${input.command} to many reports`,
            );
          const out = fieldsKeptOut(found).find((field) => Object.hasOwn(input.input, field));
          if (out !== undefined)
            return refuse('not-kept-in-bulk', `${out} is personal: it is said of one case at a time`, {
              field: out,
            });
          const parsed = parseInput(found.input, input.input);
          if (!parsed.success)
            return refuse(
              'no-such-input',
              parsed.error.issues.map(({ message, path }) => `/${path.join('/')}: ${message}`).join('; '),
            );
          if (input.items.length > most)
            return refuse('too-many-cases', `a run has ${most} cases at most`, { most });
          if (new Set(input.items.map(({ reportId }) => reportId)).size < input.items.length)
            return refuse('twice-in-run', 'a report is in it twice');
          const { filter, ...rest } = input;
          const apart = apartInInput(input.command, input.input);
          return made('started', { ...rest, ...apart, ...(filter !== undefined && { filter }) });
        },
      }),
      note: command({
        summary: 'Says what came of some of the cases.',
        input: bulkRunEvents.progressed.schema,
        example: { outcomes: [{ at: 0, outcome: 'done' }] },
        by: ['system'],
        from: 'any',
        internal: true,
        emits: ['progressed'],
        refuses: ['nothing-changes'],
        decide: ({ outcomes: before, items }, { outcomes }) => {
          const known = new Set(before.map(({ at }) => at));
          const fresh = outcomes.filter(({ at }) => at < items.length && !known.has(at));
          return fresh.length === 0
            ? refuse('nothing-changes', 'it was said before: by another host, or before a crash')
            : made('progressed', { outcomes: fresh });
        },
      }),
      cancel: command({
        summary: 'Leaves the cases alone that were not come to yet. What was done stays done.',
        input: z.strictObject({ reason: text(500).optional() }),
        example: { reason: 'Nhầm cơ quan' },
        by: starters,
        from: ['running'],
        to: ['cancelled'],
        emits: ['cancelled'],
        decide: (_, input) => made('cancelled', input),
      }),
    },
    refusals: {
      'no-bulk-command': {
        kind: 'invalid',
        title: { en: 'No command for many reports', vi: 'Không phải lệnh cho nhiều phản ánh' },
        help: 'A run gives a command that its starter may give to one report; none that begins a report, and none that only hosts give.',
      },
      'not-kept-in-bulk': {
        kind: 'invalid',
        title: { en: 'Not said of many at once', vi: 'Không ghi chung cho nhiều phản ánh' },
        help: 'What is personal is kept encrypted with its own case, and a run keeps what it was given. Say it in each case.',
      },
      'no-such-input': {
        kind: 'invalid',
        title: { en: 'The command does not take this', vi: 'Lệnh không nhận nội dung này' },
        help: 'What a run is given is what its command takes over its own route.',
      },
      'too-many-cases': {
        kind: 'invalid',
        title: { en: 'Too many cases', vi: 'Quá nhiều phản ánh' },
        help: 'Take a narrower filter, or several runs. How many a run may have, `limits.bulkCases` of the configuration says.',
      },
      'twice-in-run': {
        kind: 'invalid',
        title: { en: 'A report is in it twice', vi: 'Một phản ánh xuất hiện hai lần' },
        help: 'Name each report once.',
      },
      'rights-ended': {
        kind: 'conflict',
        title: { en: 'Their rights had ended', vi: 'Quyền của người chạy đã hết' },
        help: 'Whoever started the run could not give the command any more when its turn came: the officer left or was suspended, the key was revoked, has expired or is not for the command, or a day had passed. Somebody who may starts a run for the rest.',
      },
      'nothing-changes': reportRefusals['nothing-changes'],
    },
    evolve,
    stateVersion: 2,
    isOwn: ({ starter }, { kind, id }) => kind === 'admin' || kind === 'system' || starter.id === id,
    audienceOf: ({ starter }, actor) => {
      if (actor === undefined) return undefined;
      if (['admin', 'auditor', 'operator', 'system'].includes(actor.kind)) return 'office';
      return starter.id === actor.id && starter.agencyId === actor.agencyId ? 'starter' : undefined;
    },
    fields: {
      bulkRunId: { summary: 'Its id.' },
      phase: { summary: 'Whether a host still gives commands.' },
      command: { summary: 'What is given to each report.' },
      input: {
        summary:
          'What each command is given, but for what can be redacted: that is read in the reports alone.',
      },
      filter: {
        summary:
          'What the reports were chosen by, `q=` and `reporterId=` with nothing behind them; null: they were marked.',
      },
      startedAt: { summary: 'When it was started.' },
      starter: { summary: 'As whom the commands are given.' },
      endedAt: { summary: 'When the last case was come to, or it was cancelled; null: it runs.' },
      total: { summary: 'How many cases it has.' },
      done: { summary: 'How many commands were done.' },
      changed: { summary: 'How many cases had changed since the preview, and were left alone.' },
      refused: { summary: 'How many commands were refused.' },
      cases: {
        summary:
          'Each case: `reportId`, the `revision` that was previewed, `outcome` (null: not come to) and the `code` of a refusal.',
      },
    },
    views: { office: view, starter: view },
    present: (bulkRunId, state) => {
      const { phase, command: name, input, filter, startedAt, starter, endedAt, items, outcomes } = state;
      const outcomeAt = new Map(outcomes.map((one) => [one.at, one]));
      return {
        bulkRunId,
        phase,
        command: name,
        input,
        filter,
        startedAt,
        starter: starter.id,
        endedAt,
        ...countsOfRun(state),
        cases: items.map((item, at) => {
          const { outcome = null, code } = outcomeAt.get(at) ?? {};
          return { ...item, outcome, ...(code !== undefined && { code }) };
        }),
      };
    },
  });

export const bulkRunWorkflow = bulkRunWorkflowWith();
