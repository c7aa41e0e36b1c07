import { z } from 'zod';
import type { JsonObject } from '../base/json.ts';
import { checkedWorkflow } from './check-workflow/index.ts';
import type {
  CommandTable,
  Creation,
  EventName,
  EventOf,
  OwnTimers,
  Transition,
  Workflow,
  WorkflowTypes,
} from './workflow.ts';
import { withDefaults } from './workflow-defaults.ts';

/**
 * An event type whose data are a strict object of some fields.
 *
 * @param options `version` of the shape, from 1; above 1 with an upcaster from each version before (`{ 1: (data) => … }`)
 */
export const event = <const Shape extends z.ZodRawShape>(
  summary: string,
  shape: Shape,
  {
    version = 1,
    upcasters,
  }: {
    readonly version?: number;
    readonly upcasters?: { readonly [fromVersion: number]: (data: JsonObject) => JsonObject };
  } = {},
) => ({
  summary,
  version,
  schema: z.strictObject(shape),
  ...(upcasters && { upcasters }),
});

/** The types that a workflow has to name: the others have a default, see {@link TypesOf}. */
export type NamedTypes = Pick<WorkflowTypes, 'state' | 'events' | 'actorKind'> & Partial<WorkflowTypes>;

/**
 * All types of a workflow that names some of them. Those that it does not name are: `phase`, that of a state that has one;
 * `audience`, the kinds of actors; `field`, those of the state and `id`; `refusal`, none; `policy`, undefined; `related`, none.
 */
export type TypesOf<Named extends NamedTypes> = Named extends WorkflowTypes
  ? Named
  : {
        readonly state: Named['state'];
        readonly events: Named['events'];
        readonly actorKind: Named['actorKind'];
        readonly phase: MemberOf<Named, 'phase', PhaseOf<Named['state']>>;
        readonly audience: MemberOf<Named, 'audience', Named['actorKind']>;
        readonly field: MemberOf<Named, 'field', (keyof Named['state'] & string) | 'id'>;
        readonly refusal: MemberOf<Named, 'refusal', never>;
        readonly policy: MemberOf<Named, 'policy', undefined>;
        readonly related: MemberOf<Named, 'related', Record<never, never>>;
      } extends infer All extends WorkflowTypes
    ? All
    : never;

type MemberOf<Named, Name extends string, Default> = Named extends { readonly [N in Name]: infer Member }
  ? Member
  : Default;

type PhaseOf<State> = State extends { readonly phase: infer Phase extends string } ? Phase : string;

/** Members that a definition may leave out when a condition holds, because then there is a default for them. */
type OptionalWhen<Holds extends boolean, Members> = Holds extends true ? Partial<Members> : Members;

type Is<Subtype, Type> = [Subtype] extends [Type] ? true : false;

type Defaulted = 'stateVersion' | 'refusals' | 'phaseOf' | 'isOwn' | 'audienceOf' | 'views' | 'present';

/**
 * A workflow as it is written down: what has a default may be left out.
 *
 * - `stateVersion`: 1. `refusals`: none, when the types name none. `phaseOf`: the state's `phase`, when it has one.
 * - `isOwn`: everybody's. Whoever may give a command by their kind may give it for every subject.
 * - `audienceOf`: an actor reads as what their kind is, every subject; somebody who is not known reads none.
 * - `views`, one for each kind of actor: every field of the state and of the events that is not personal and has nothing personal in
 *   it, and of who did it the kind only. At any depth a field with the name of a personal one is left out.
 * - `present`: the state and its `id`. None beside `redactions`: it would not know what is hidden.
 *
 * Where subjects belong to somebody, say `isOwn` and `audienceOf`: by default every known actor sees every one.
 */
export type WorkflowDefinition<T extends WorkflowTypes, Commands extends CommandTable<T>> = Omit<
  Workflow<T, Commands>,
  Defaulted
> &
  Partial<Pick<Workflow<T>, 'stateVersion' | 'isOwn'>> &
  OptionalWhen<Is<T['refusal'], never>, Pick<Workflow<T>, 'refusals'>> &
  OptionalWhen<Is<T['state'], { readonly phase: T['phase'] }>, Pick<Workflow<T>, 'phaseOf'>> &
  OptionalWhen<Is<T['audience'], T['actorKind']>, Pick<Workflow<T>, 'audienceOf' | 'views'>> &
  OptionalWhen<Is<T['field'], keyof T['state'] | 'id'>, Pick<Workflow<T>, 'present'>>;

/**
 * Helpers that know a workflow's types, so that each entry's input is inferred from its schema. Types that have a default need not be
 * named ({@link TypesOf}), nor parts that have one ({@link WorkflowDefinition}).
 *
 * `workflow` throws `invalid-workflow`, with everything that is wrong by name, for a definition whose parts do not fit together.
 */
export const define = <Named extends NamedTypes, T extends WorkflowTypes = TypesOf<Named>>() => ({
  creation: <
    Schema extends z.ZodType,
    const Emits extends readonly EventName<T>[],
    const Refuses extends readonly T['refusal'][] = readonly [],
  >(
    creation: Omit<Creation<T, Schema, Emits, Refuses>, 'from'>,
  ): Creation<T, Schema, Emits, Refuses> => ({ ...creation, from: 'none' }),
  command: <
    Schema extends z.ZodType,
    const Emits extends readonly EventName<T>[],
    const Refuses extends readonly T['refusal'][] = readonly [],
  >(
    transition: Transition<T, Schema, Emits, Refuses>,
  ): Transition<T, Schema, Emits, Refuses> => transition,
  /** An event, its data checked against its type. */
  made: <Type extends EventName<T>>(
    type: Type,
    data: z.output<T['events'][Type]['schema']>,
  ): Extract<EventOf<T['events']>, { readonly type: Type }> =>
    // The parameters say exactly this; the compiler does not follow a generic discriminant.
    ({ type, data }) as Extract<EventOf<T['events']>, { readonly type: Type }>,
  workflow: <const Commands extends CommandTable<T>>(
    definition: WorkflowDefinition<T, Commands> & OwnTimers<Commands>,
  ): Workflow<T, Commands> =>
    // What is missing has been filled in; what is still wrong is refused.
    checkedWorkflow(withDefaults(definition)) as Workflow<T, Commands>,
});
