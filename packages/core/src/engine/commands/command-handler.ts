import { type Actor, normalActor } from '../base/actor.ts';
import { NotFound } from '../base/errors.ts';
import type { InTurns } from '../base/in-turns.ts';
import type { Revision } from '../base/places.ts';
import { randomUuid, uuidOfCommand } from '../base/random.ts';
import { systemClock, systemRandom } from '../base/system.ts';
import type { Clock } from '../base/time.ts';
import { traced } from '../base/tracing.ts';
import type { RecordedEvent } from '../log/envelope.ts';
import type { ReadStreamOptions } from '../log/event-store.ts';
import { allowedCommands } from '../workflow/authorise.ts';
import { checkedWorkflow } from '../workflow/check-workflow/index.ts';
import { streamOf, type Workflow, type WorkflowTypes } from '../workflow/workflow.ts';
import { inAttempts } from './attempts.ts';
import type { CommandHandlerOptions } from './handler-options.ts';
import { type LoadSubject, loadSubject, saveSnapshot } from './load.ts';
import type { Outcome } from './outcome.ts';
import type { UpTo } from './past.ts';
import { type CommandOptions, preparing, type Step } from './prepare.ts';
import { repeatsOf } from './repeats.ts';
import type { Snapshot } from './snapshots.ts';
import { findingIds } from './subject-id.ts';

export interface CommandHandler<T extends WorkflowTypes> {
  readonly workflow: Workflow<T>;
  readonly policy: T['policy'];
  /** The clock of all decisions. Code that shows a subject takes the time from it too. */
  readonly clock: Clock;
  /** Whether related subjects that a decision read are checked inside the append; else new events may need their compensations. */
  readonly checksRelated: boolean;
  /** Gives a command that begins a subject. `id` is for callers that choose it themselves. */
  create(
    command: string,
    input: unknown,
    options: CommandOptions & { readonly id?: string },
  ): Promise<Outcome<T['state']>>;
  /** Gives a command to a subject. With `expectedRevision` it is refused rather than decided on a newer state. */
  execute(
    id: string,
    command: string,
    input: unknown,
    options: CommandOptions & { readonly expectedRevision?: Revision },
  ): Promise<Outcome<T['state']>>;
  /**
   * Decides a command on the subject as it is now, and does nothing: throws what would refuse it.
   *
   * @returns the revision that it was decided on
   */
  tryOut(id: string, command: string, input: unknown, options: CommandOptions): Promise<Revision>;
  /**
   * Gives commands to one subject, one after another, all or none: their events are one append. With `assumeNew` the stream is not read when
   * the first command begins the subject. If there is such a subject already, the attempt fails, and the stream is read; with `only` the
   * commands are refused then (`wrong-expected-revision`).
   */
  executeAll(
    id: string,
    steps: readonly Step[],
    options?: { readonly assumeNew?: boolean | 'only' },
  ): Promise<Outcome<T['state']>>;
  /** The subject, now or in the past; undefined when there is none. */
  load(id: string, upTo?: UpTo, how?: InTurns): Promise<Snapshot<T['state']> | undefined>;
  /** The events of the subject in order, or those of some revisions. */
  history(
    id: string,
    range?: Pick<ReadStreamOptions, 'fromRevision' | 'toRevision'>,
  ): AsyncIterable<RecordedEvent>;
  allowedCommands(state: T['state'], actor: Actor): readonly string[];
}

/** The command side of a workflow: load, fold, decide, append at the revision that was decided on. */
export const commandHandler = <T extends WorkflowTypes>(
  options: CommandHandlerOptions<T>,
): CommandHandler<T> => {
  const { workflow, store, policy, clock = systemClock, random = systemRandom() } = options;
  // A workflow that `define` did not make is checked here; one that it made is not checked again.
  checkedWorkflow(workflow);
  const load: LoadSubject<T> = (id, upTo, how) => loadSubject(options, id, upTo, how);
  const repeats = repeatsOf({ workflow, store, load });
  const idAsRecorded = findingIds(workflow, store);
  const { carryOut: run, tryOut } = inAttempts({ options, clock, random, load, repeats });
  const prepareCommand = preparing(workflow, () => randomUuid(clock.now(), random));

  const spanned = <Answer>(command: string, work: () => Promise<Answer>): Promise<Answer> =>
    traced('phananh.command', { 'phananh.workflow': workflow.name, 'phananh.command': command }, work);
  /** Of a name that is none nothing is told: somebody may have written it. */
  const known = (command: string): string =>
    Object.hasOwn(workflow.commands, command) ? command : 'unknown';

  return {
    workflow,
    policy,
    clock,
    checksRelated: store.checksRelated === true,
    create: (name, input, { id, ...rest }) =>
      spanned(known(name), async () => {
        const command = prepareCommand(undefined, { ...rest, command: name, input });
        const { definition, commandId, occurredAt } = command;
        if (definition.from !== 'none') throw new NotFound(workflow.name, id ?? '(none)');
        const named = id ?? definition.idFrom?.(command.input);
        // The id was made just now, at random: there is no stream to read.
        if (named === undefined && !command.isNamed) {
          return run(randomUuid(clock.now(), random), [command], undefined, true);
        }
        if (named !== undefined) return run(await idAsRecorded(named), [command]);
        return run((await repeats.formerCreation(command)) ?? uuidOfCommand(commandId, occurredAt), [
          command,
        ]);
      }),
    execute: (given, name, input, { expectedRevision, ...rest }) =>
      spanned(known(name), async () => {
        // Awaited only when it is a promise: `await` costs a turn of the microtask queue for each command.
        const found = idAsRecorded(given);
        const id = typeof found === 'string' ? found : await found;
        return run(id, [prepareCommand(id, { ...rest, command: name, input })], expectedRevision);
      }),
    tryOut: async (given, name, input, options) => {
      const id = await idAsRecorded(given);
      const subject = await load(id);
      if (subject === undefined) throw new NotFound(workflow.name, id);
      await tryOut(id, [prepareCommand(id, { ...options, command: name, input })], subject);
      return subject.revision;
    },
    executeAll: (given, steps, { assumeNew = false } = {}) =>
      spanned(steps.map(({ command }) => known(command)).join(','), async () => {
        const found = idAsRecorded(given);
        const id = typeof found === 'string' ? found : await found;
        const commands = steps.map((step) => prepareCommand(id, step));
        return run(id, commands, undefined, commands[0]?.definition.from === 'none' && assumeNew);
      }),
    load: async (given, upTo, how) => {
      const found = idAsRecorded(given);
      const id = typeof found === 'string' ? found : await found;
      const subject = await load(id, upTo, how);
      // A caller that has loaded a subject often gives it a command next.
      if (subject !== undefined && upTo === undefined) await saveSnapshot(options, id, -1, subject);
      return subject;
    },
    history: async function* (id, range) {
      yield* store.readStream(streamOf(workflow, await idAsRecorded(id)), range);
    },
    allowedCommands: (state, actor) =>
      allowedCommands({ workflow, state, actor: normalActor(actor), now: clock.now(), policy }),
  };
};
