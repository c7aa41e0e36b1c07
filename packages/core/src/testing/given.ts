import type { z } from 'zod';
import type { Actor } from '../engine/base/actor.ts';
import { type engineErrors, PhananhError } from '../engine/base/errors.ts';
import { issuesOf } from '../engine/base/input-issues.ts';
import type { JsonObject } from '../engine/base/json.ts';
import { eventIdOf, type Random, uuidOfCommand } from '../engine/base/random.ts';
import type { Clock, Instant } from '../engine/base/time.ts';
import { isCorrection, withCorrections } from '../engine/commands/corrections.ts';
import { decideCommand, demandPhase, demandState } from '../engine/commands/decide.ts';
import { type Fold, foldOf } from '../engine/commands/fold.ts';
import { preparing, type Step } from '../engine/commands/prepare.ts';
import { relatedAmong } from '../engine/commands/related-subjects.ts';
import { asRecorded } from '../engine/log/as-recorded.ts';
import type { RecordedEvent } from '../engine/log/envelope.ts';
import { checkedWorkflow } from '../engine/workflow/check-workflow/index.ts';
import {
  type CommandTable,
  type EventDefinition,
  type EventTable,
  type RelatedSubjects,
  streamOf,
  type Workflow,
  type WorkflowTypes,
} from '../engine/workflow/workflow.ts';
import { demandEvents, demandRefusal, type WhatCame } from './expectation.ts';
import { simulatedClock } from './simulated-clock.ts';

/** In what a decision is tested, beside the events before it. */
export type Circumstances<T extends WorkflowTypes> = {
  /** When given events and the command happen, unless they say it. Default: it stands still, on Monday 2 March 2026, 09:00 in Hue. */
  readonly clock?: Clock;
  /** Who acts as whom. Default of a kind `clerk`: `{ kind: 'clerk', id: 'clerk-1' }`. */
  readonly actors?: { readonly [Kind in T['actorKind']]?: Actor };
  /** The subjects of other streams that the decision finds, by workflow and id. */
  readonly related?: {
    readonly [W in keyof T['related']]?: { readonly [id: string]: T['related'][W] };
  };
  /** The id of the subject. Default: what the input of its creation says, else a UUIDv7. */
  readonly id?: string;
  /** Default: bytes that are all alike. */
  readonly random?: Random;
} & (undefined extends T['policy'] ? { readonly policy?: T['policy'] } : { readonly policy: T['policy'] });

/** An event that happened before: as a decision makes it, by whom and when where that matters; or one of the log, of any version. */
export type GivenEvent<T extends WorkflowTypes> = (EventIn<T['events']> & GivenWhere) | RecordedEvent;

/** An event as a test writes it: its data as its schema takes them in. */
type EventIn<Events extends EventTable> = {
  [Type in keyof Events & string]: { readonly type: Type; readonly data: z.input<Events[Type]['schema']> };
}[keyof Events & string];

/** By whom an event happened, and when. */
interface GivenWhere {
  /** Default: of the first kind that may give a command which emits it. */
  readonly by?: Actor;
  /** Default: the clock's now. */
  readonly at?: Instant;
}

/** Who gives the command, and when. */
export interface GivenBy {
  /** Default: of the first kind that may give it. */
  readonly actor?: Actor;
  /** When it is given. Default: the clock's now. */
  readonly at?: Instant;
  /** When it happened, for one that may say so. */
  readonly occurredAt?: Instant;
}

type Emitted<T extends WorkflowTypes, C extends { readonly emits: readonly (keyof T['events'] & string)[] }> =
  | EventIn<Pick<T['events'], C['emits'][number]>>
  | C['emits'][number];

type Refusable<C> = C extends { readonly refuses?: infer Refuses }
  ? NonNullable<Refuses> extends readonly (infer Code)[]
    ? Code
    : never
  : never;

/** What came of a command. */
export interface When<T extends WorkflowTypes, C extends CommandTable<T>[string]> {
  /**
   * These events in this order and no others: each with its data, field for field, or its type where the data do not matter.
   *
   * @returns the state after them
   * @throws an error that says what came instead
   */
  emits(events: Emitted<T, C> | readonly Emitted<T, C>[]): T['state'];
  /**
   * Nothing, for this reason: a code that the command says it `refuses`, or one of the engine, such as `wrong-phase`.
   *
   * @returns the error
   * @throws an error that says what came instead
   */
  isRefused(code: Refusable<C> | keyof typeof engineErrors): PhananhError;
}

/** What has happened to a subject. */
export interface Given<T extends WorkflowTypes, Commands extends CommandTable<T>> {
  /** What it is after the events. Throws a `TypeError` when there are none. */
  readonly state: T['state'];
  /** Gives it a command, by default with its example. It is decided as by a handler: role, phase, input and all, and nothing is written. */
  when<Name extends keyof Commands & string>(
    command: Name,
    input?: InputOf<Commands[Name]>,
    by?: GivenBy,
  ): When<T, Commands[Name]>;
}

type InputOf<C> = C extends { readonly example: infer Input } ? Input : never;

/**
 * Tests what a workflow decides: `given(events).when(command, input).emits(events)`, or `.isRefused(code)`.
 *
 * Pure and at once: no store, no host, no test framework. What fails throws an error that says what came instead.
 *
 * @example
 *   const given = decisionsOf(permitWorkflow);
 *   given([{ type: 'applied-for', data: application }]).when('grant').isRefused('wrong-phase');
 */
export const decisionsOf = <T extends WorkflowTypes, const Commands extends CommandTable<T>>(
  given: Workflow<T, Commands>,
  ...[circumstances]: undefined extends T['policy'] ? [Circumstances<T>?] : [Circumstances<T>]
): ((events?: readonly GivenEvent<T>[]) => Given<T, Commands>) => {
  // As one of any commands: which ones it has is for the types of what is returned.
  const workflow = checkedWorkflow(given) as unknown as Workflow<T>;
  const world = worldOf(workflow, circumstances);

  return (events = []) => {
    const before = events.map((event, revision) =>
      'metadata' in event ? event : pastEvent(world, event, revision),
    );
    const past = () => {
      const fold = foldOf(workflow);
      fold.begin(withCorrections(workflow, before));
      return fold;
    };
    // Events that cannot have happened are told where they are given.
    past();
    return {
      get state() {
        const { snapshot } = past();
        if (snapshot === undefined) throw new TypeError(`nothing has happened to the ${workflow.name} yet`);
        return snapshot.state;
      },
      when: (name, input, { actor, at, occurredAt } = {}) => {
        const { example, by = [] } = workflow.commands[name] ?? {};
        const giver = actor ?? world.actorOf(by[0] ?? 'nobody');
        const step = {
          command: name,
          input: input ?? example,
          actor: giver,
          ...(occurredAt !== undefined && { occurredAt }),
        };
        const came = decided(world, { fold: past(), before }, step, at ?? world.clock.now());
        const said = { what: `${workflow.name}: ${name} by ${giver.kind} ${giver.id}`, before, came };
        return {
          emits: (expected) => {
            // One or several: `flat` loses which.
            demandEvents(said, [expected].flat() as Parameters<typeof demandEvents>[1]);
            // The world folds by this workflow.
            return came.state as T['state'];
          },
          isRefused: (code) => demandRefusal(said, code),
        };
      },
    };
  };
};

/** What decisions are made on, with every default. */
interface World<T extends WorkflowTypes> {
  readonly workflow: Workflow<T>;
  readonly policy: T['policy'];
  readonly clock: Clock;
  readonly random: Random;
  readonly actorOf: (kind: string) => Actor;
  /** Of the subject; `named`: somebody said so, whatever its input says. */
  readonly id: { readonly value: string; readonly named: boolean };
  readonly relatedTo: ReturnType<typeof relatedAmong<T>>;
}

const worldOf = <T extends WorkflowTypes>(
  workflow: Workflow<T>,
  circumstances: Circumstances<T> | undefined,
): World<T> => {
  const {
    clock = simulatedClock('2026-03-02T02:00:00.000Z'),
    random = { bytes: (length) => new Uint8Array(length).fill(7) },
    actors = {},
    related = {},
    id,
    policy,
  }: Omit<Circumstances<T>, 'actors' | 'related'> & {
    readonly actors?: { readonly [kind: string]: Actor | undefined };
    readonly related?: { readonly [workflow: string]: { readonly [id: string]: object } | undefined };
  } = circumstances ?? ({} as Circumstances<T>);
  return {
    workflow,
    // Without circumstances a workflow needs no policy.
    policy: policy as T['policy'],
    clock,
    random,
    actorOf: (kind) => actors[kind] ?? { kind, id: `${kind}-1` },
    id: { value: id ?? uuidOfCommand(`a ${workflow.name}`), named: id !== undefined },
    // The state under a workflow's name is that workflow's.
    relatedTo: relatedAmong<T>(((name, of) =>
      new Map(Object.entries(related[name] ?? {})).get(of)) as RelatedSubjects<T>),
  };
};

/** An event as the log would have it. */
const pastEvent = <T extends WorkflowTypes>(
  { workflow, clock, actorOf, id }: World<T>,
  { type, data: given, by, at }: EventIn<T['events']> & GivenWhere,
  revision: number,
): RecordedEvent => {
  const { version = 1, schema }: Partial<EventDefinition> = workflow.events[type] ?? {};
  // An event that there is not is named when it is folded.
  const parsed = schema?.safeParse(given) ?? { success: true, data: given };
  if (!parsed.success) {
    const [issue] = issuesOf(parsed.error);
    throw new TypeError(
      `the event ${revision}, ${type}, cannot have happened: ${issue?.pointer} ${issue?.message}`,
    );
  }
  const giver = Object.values(workflow.commands).find(({ emits }) => emits.includes(type))?.by[0];
  const commandId = `given-${revision}`;
  return asRecorded(
    {
      id: eventIdOf(commandId, 0),
      type,
      version,
      // Schemas of events parse objects.
      data: parsed.data as JsonObject,
      metadata: {
        actor: by ?? actorOf(giver ?? 'nobody'),
        commandId,
        commandDigest: '',
        correlationId: commandId,
        causationId: null,
        occurredAt: at ?? clock.now(),
      },
    },
    streamOf(workflow, id.value),
    revision,
    at ?? clock.now(),
  );
};

/** What a handler would do: nothing is written, but everything is looked at that would be before. */
const decided = <T extends WorkflowTypes>(
  { workflow, policy, random, id, relatedTo }: World<T>,
  { fold, before }: { readonly fold: Fold<T['state']>; readonly before: readonly RecordedEvent[] },
  step: Step,
  now: Instant,
): WhatCame => {
  try {
    const command = preparing(workflow, () => 'the command')(id.value, step);
    const { definition, input, name } = command;
    const idFrom = definition.from === 'none' && !id.named ? definition.idFrom?.(input) : undefined;
    const ground = {
      workflow,
      policy,
      random,
      now,
      relatedTo,
      id: idFrom ?? id.value,
      subject: fold.snapshot,
      history: withCorrections(workflow, before),
    };
    const events = decideCommand(ground, command);
    if (events instanceof Promise) throw new TypeError('nothing was to be loaded');
    const added: RecordedEvent[] = [];
    for (const event of events) {
      added.push(asRecorded(event, streamOf(workflow, ground.id), before.length + added.length, now));
      if (isCorrection(workflow, event.type)) fold.begin(withCorrections(workflow, [...before, ...added]));
      // One was added just now.
      else fold.add(added.at(-1) as RecordedEvent);
      demandState(workflow.name, name, event.type, fold.snapshot?.state);
    }
    const state = fold.snapshot?.state;
    if (state !== undefined) demandPhase(workflow, command, state);
    return { events, state };
  } catch (error) {
    // What is no error of ours is a fault of the rules, and has a stack to look at.
    if (!(error instanceof PhananhError)) throw error;
    return { error };
  }
};
