import fc from 'fast-check';
import type { Actor } from '../../engine/base/actor.ts';
import { PhananhError } from '../../engine/base/errors.ts';
import type { Instant } from '../../engine/base/time.ts';
import { type CommandHandler, commandHandler } from '../../engine/commands/command-handler.ts';
import type { CommandHandlerOptions } from '../../engine/commands/handler-options.ts';
import type { RecordedEvent } from '../../engine/log/envelope.ts';
import type { EventStore } from '../../engine/log/event-store.ts';
import { checkedWorkflow } from '../../engine/workflow/check-workflow/index.ts';
import {
  type CommandTable,
  idInStream,
  type Workflow,
  type WorkflowTypes,
} from '../../engine/workflow/workflow.ts';
import { memoryEventStore } from '../memory-store.ts';
import { type SimulatedClock, simulatedClock } from '../simulated-clock.ts';
import { attemptOf, choosing, type Try, tries } from './attempts.ts';
import { demandEveryVersion, demandFolds, demandUpcasts } from './folds.ts';
import { type Canary, type Choose, inputFrom } from './inputs.ts';
import { leaksOf } from './leaks.ts';

/** In what the histories of a workflow take place. */
export type AnyHistoryOptions<T extends WorkflowTypes> = {
  /** Who acts. Default: two of each kind, `{ kind: 'clerk', id: 'clerk-1' }` and `clerk-2`. */
  readonly actors?: readonly Actor[];
  /** Inputs of some commands, where variations of their examples lead nowhere. */
  readonly inputs?: {
    readonly [command: string]: (choose: Choose, state: T['state'] | undefined) => unknown;
  };
  /** Subjects of other workflows that decisions look at, as a handler loads them. */
  readonly related?: CommandHandlerOptions<T>['related'];
  /** The handler, where one by itself is not enough: other subjects have to be there first, say. */
  readonly open?: (ground: {
    readonly store: EventStore;
    readonly clock: SimulatedClock;
  }) => CommandHandler<T> | Promise<CommandHandler<T>>;
  /**
   * Histories that were stored, each of one subject: it lives on from there. Every version of an event that is not today's must be
   * in one of them.
   */
  readonly histories?: readonly (readonly RecordedEvent[])[];
  /** What else holds: looked at after each command that was taken. Throws when it does not, or gives a promise that rejects. */
  readonly holds?: (step: AfterCommand<T>) => unknown;
  /** Histories. Default 100. */
  readonly runs?: number;
  /** The most commands of one. Default 40. */
  readonly commands?: number;
  /** When the histories begin. Default Monday 2 March 2026, 09:00 in Hue; after the stored one where that is later. */
  readonly start?: Instant;
} & (undefined extends T['policy'] ? { readonly policy?: T['policy'] } : { readonly policy: T['policy'] });

/** A command that was taken, and what the subject was before and after it. */
export interface AfterCommand<T extends WorkflowTypes> {
  readonly command: string;
  readonly before: T['state'];
  readonly after: T['state'];
  readonly now: Instant;
}

/**
 * Whatever is done to a subject of a workflow, in whatever order: lets people give random commands, and throws with the shortest history
 * that breaks one of these.
 *
 * - What is refused appends nothing. What is refused or emitted is what the command declares.
 * - What somebody is told they may do is not refused for role or phase, and what they do is what they were told they may. A command leads
 *   where it says, and what it answers is what is loaded after it.
 * - No view shows what stands in a personal field, unless it says so in `personal`.
 * - A history folded on from any snapshot is the whole folded at once; upcasters make what today's schemas take; neither changes
 *   what it is given.
 *
 * @throws an error that says what does not hold, after what, and the seed; at once when a version of an event is in none of the `histories`
 */
export const demandOfAnyHistory = async <T extends WorkflowTypes, const Commands extends CommandTable<T>>(
  given: Workflow<T, Commands>,
  ...[options]: undefined extends T['policy'] ? [AnyHistoryOptions<T>?] : [AnyHistoryOptions<T>]
): Promise<void> => {
  // As one of any commands: only their names matter here.
  const workflow = checkedWorkflow(given) as unknown as Workflow<T>;
  const world = options ?? ({} as AnyHistoryOptions<T>);
  const { histories = [], runs = 100, commands = 40 } = world;
  demandEveryVersion(workflow, histories);
  for (const history of histories) demandUpcasts(workflow, history);
  const stored = fc.nat({ max: histories.length });
  let failed = false;
  let shrunk = 0;
  const found = await fc.check(
    fc.asyncProperty(stored, fc.nat(), tries(commands), async (from, cut, steps) => {
      // A shorter history is worth a while, not all day.
      if (failed) shrunk += 1;
      if (shrunk > mostShrunk) return;
      try {
        await live(workflow, world, histories[from], steps, cut);
      } catch (error) {
        failed = true;
        throw error;
      }
    }),
    // Each of the stored ones as it is, before any of them lives on.
    {
      numRuns: runs + histories.length,
      examples: histories.map((_, from): [number, number, Try[]] => [from, 0, []]),
    },
  );
  if (!found.failed) return;
  const { errorInstance: cause, seed, counterexamplePath } = found;
  const message = cause instanceof Error ? cause.message : 'the histories were interrupted';
  throw new Error(`${message}\nwith the seed ${seed}, path ${counterexamplePath}`, { cause });
};

/** Histories that are tried to find a shorter one that fails too. */
const mostShrunk = 300;

const live = async <T extends WorkflowTypes>(
  workflow: Workflow<T>,
  options: AnyHistoryOptions<T>,
  stored: readonly RecordedEvent[] | undefined,
  steps: readonly Try[],
  cut: number,
): Promise<void> => {
  const { start = '2026-03-02T02:00:00.000Z' } = options;
  const last = stored?.at(-1)?.metadata.occurredAt ?? start;
  const clock = simulatedClock([last, start].toSorted().at(-1) ?? start);
  const store = memoryEventStore({ clock });
  // Absent only where the workflow takes none.
  const policy = options.policy as T['policy'];
  const { related } = options;
  const handler =
    (await options.open?.({ store, clock })) ??
    commandHandler({ workflow, store, policy, clock, ...(related && { related }) });
  const giving = { workflow, options, handler, store, clock, canaries: [], story: [] };
  try {
    await lived(giving, stored, steps, cut);
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    throw new Error([message, 'after', ...giving.story.map((line) => `  ${line}`)].join('\n'), {
      cause: error,
    });
  }
};

const lived = async <T extends WorkflowTypes>(
  giving: Giving<T>,
  stored: readonly RecordedEvent[] | undefined,
  steps: readonly Try[],
  cut: number,
): Promise<void> => {
  const { workflow, handler, clock, canaries } = giving;
  const id = stored === undefined ? await begun(giving, steps[0]) : await restored(giving, stored);
  for (const step of steps) {
    clock.advance(step.hours * 3_600_000);
    await tried(giving, id, step);
  }
  const subject = await handler.load(id);
  if (subject === undefined) throw new Error(`the ${workflow.name} ${id} is gone`);
  const events = await Array.fromAsync(handler.history(id));
  demandUpcasts(workflow, events);
  demandFolds(workflow, events, cut % events.length);
  const context = { now: clock.now(), policy: handler.policy };
  const [leak] = leaksOf(workflow, { id, state: subject.state, events, canaries }, context);
  if (leak !== undefined) throw new Error(leak);
};

interface Giving<T extends WorkflowTypes> {
  readonly workflow: Workflow<T>;
  readonly options: AnyHistoryOptions<T>;
  readonly handler: CommandHandler<T>;
  readonly store: EventStore;
  readonly clock: SimulatedClock;
  readonly canaries: Canary[];
  /** What was done, in words. */
  readonly story: string[];
}

const actorsOf = <T extends WorkflowTypes>({ workflow, options }: Giving<T>): readonly Actor[] =>
  options.actors ??
  Object.keys(workflow.actorKinds).flatMap((kind) =>
    [1, 2].map((number) => ({ kind, id: `${kind}-${number}` })),
  );

/** An input for a command, its personal fields full of what nothing else says. */
const inputOf = <T extends WorkflowTypes>(
  { workflow, options, canaries }: Giving<T>,
  name: string,
  dice: readonly number[],
  state: T['state'] | undefined,
): unknown => {
  const { input: schema, example } = workflow.commands[name] ?? {};
  const choose = choosing(dice);
  const own = options.inputs?.[name];
  const made = inputFrom(
    schema,
    own === undefined ? example : own(choose, state),
    own === undefined ? choose : (values) => values[0],
    (field) => {
      const number = canaries.length + 100;
      const texts = [`canary${number}`, `canary${number}@example.org`, `0905 555 ${number}`];
      return texts.map((text) => ({ text, field }));
    },
  );
  canaries.push(...made.canaries);
  return made.input;
};

/** Begins a subject, with the input of the example when another one is refused. */
const begun = async <T extends WorkflowTypes>(giving: Giving<T>, step: Try | undefined): Promise<string> => {
  const { workflow, handler, canaries, story } = giving;
  const creations = Object.entries(workflow.commands).filter(([, { from }]) => from === 'none');
  const [name, command] = creations[(step?.command ?? 0) % creations.length] ?? [];
  // The actors are those that the workflow knows.
  const actor = actorsOf(giving).find(({ kind }) => command?.by.includes(kind as T['actorKind']));
  if (name === undefined || command === undefined || actor === undefined)
    throw new Error(`nobody among the actors can begin a ${workflow.name}`);
  story.push(`${name} by ${actor.kind} ${actor.id}`);
  try {
    return (await handler.create(name, inputOf(giving, name, step?.dice ?? [0], undefined), { actor })).id;
  } catch (error) {
    demandDeclared(name, error);
    canaries.length = 0;
    return (await handler.create(name, command.example, { actor })).id;
  }
};

/** Puts a stored history into the log, and answers whose it is. */
const restored = async <T extends WorkflowTypes>(
  { workflow, store, story }: Giving<T>,
  stored: readonly RecordedEvent[],
): Promise<string> => {
  const stream = stored[0]?.stream ?? '';
  const id = idInStream(workflow, stream);
  if (id === undefined) throw new Error(`a history of ${workflow.name} is of the stream ${stream}`);
  const events = stored.map(
    ({ id: eventId, type, version, data, metadata: { recordedAt: _, ...metadata } }) => ({
      id: eventId,
      type,
      version,
      data,
      metadata,
    }),
  );
  story.push(...events.map(({ type, version }) => `${type} of version ${version}, stored`));
  await store.append(stream, events, { expectedRevision: 'no-stream' });
  return id;
};

const tried = async <T extends WorkflowTypes>(giving: Giving<T>, id: string, step: Try): Promise<void> => {
  const { workflow, options, handler, store, clock, story } = giving;
  const before = await handler.load(id);
  if (before === undefined) throw new Error(`the ${workflow.name} ${id} is gone`);
  const attempt = attemptOf(handler, actorsOf(giving), before.state, step);
  if (attempt === undefined) return;
  const { command, actor } = attempt;
  const allowed = handler.allowedCommands(before.state, actor);
  const input = inputOf(giving, command, step.dice, before.state);
  const end = await store.end?.();
  const what = `${command} by ${actor.kind} ${actor.id} in the phase ${workflow.phaseOf(before.state)}`;
  story.push(`${what}: ${JSON.stringify(input)}`);
  const outcome = await handler
    .execute(id, command, input, { actor })
    .catch((error: unknown) => demandDeclared(what, error));
  const after = await handler.load(id);
  if (outcome instanceof PhananhError) {
    if (after?.revision !== before.revision || end !== (await store.end?.()))
      throw new Error(`${what} was refused with ${outcome.code}, and something was appended`);
    if (allowed.includes(command) && ['wrong-phase', 'forbidden', 'not-found'].includes(outcome.code))
      throw new Error(`${what} is among the allowed commands, and was refused with ${outcome.code}`);
    return;
  }
  const { internal, to = [workflow.phaseOf(before.state)] } = workflow.commands[command] ?? {};
  if (!allowed.includes(command) && internal !== true)
    throw new Error(`${what} was taken, and is not among the allowed commands: ${allowed.join(', ')}`);
  if (after === undefined) throw new Error(`${what} was taken, and the ${workflow.name} is gone`);
  const phase = workflow.phaseOf(after.state);
  if (!to.includes(phase)) throw new Error(`${what} led to ${phase}, and not to ${to.join(', ')}`);
  if (fc.stringify(after.state) !== fc.stringify(outcome.state))
    throw new Error(`${what} answered another state than the one that is loaded after it`);
  await options.holds?.({ command, before: before.state, after: after.state, now: clock.now() });
};

/** What says that the workflow did what it does not declare, or decided what cannot be. */
const faults: readonly string[] = ['not-declared', 'invalid-event', 'invalid-decision', 'invalid-state'];

const demandDeclared = (what: string, error: unknown): PhananhError => {
  if (!(error instanceof PhananhError)) throw error;
  if (faults.includes(error.code)) throw new Error(`${what}: ${error.message}`, { cause: error });
  return error;
};
