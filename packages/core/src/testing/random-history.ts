import fc from 'fast-check';
import {
  type Actor,
  agency,
  citizen,
  type JsonObject,
  operator,
  PhananhError,
  type RecordedEvent,
  type ReportCommandName,
  reportWorkflow,
  system,
} from '../index.ts';
import { type LifecycleFixture, likelyCommands, people } from './lifecycle.ts';

/** Somebody gives a command, some hours after the step before. Many are refused: whoever gives them does not know the state. */
export interface HistoryStep {
  readonly command: ReportCommandName;
  readonly actor: Actor;
  readonly hours: number;
  /** Of an extension that was asked for too late. */
  readonly override: boolean;
  /** What the report is reclassified to. */
  readonly procedure: string;
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
