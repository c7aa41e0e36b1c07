import type { Actor } from '../base/actor.ts';
import { Forbidden, WrongPhase } from '../base/errors.ts';
import type { Instant } from '../base/time.ts';
import { refusedBy } from './refused.ts';
import type { Command, Transition, Workflow, WorkflowTypes } from './workflow.ts';

type Subject<T extends WorkflowTypes> = {
  readonly workflow: Workflow<T>;
  readonly state: T['state'];
  readonly actor: Actor;
  readonly now: Instant;
  readonly policy: T['policy'];
};

/** The policy is missing where it is not known any more: what was decided under it. */
type Asked<T extends WorkflowTypes> = Pick<Subject<T>, 'workflow' | 'state' | 'actor'> &
  Partial<Pick<Subject<T>, 'policy'>>;

/** Whether the actor may know of the subject, or of so much of it that they may give this command. */
const mayKnow = <T extends WorkflowTypes>(
  { workflow, state, actor, policy }: Asked<T>,
  { reaches }: Pick<Command<T>, 'reaches'>,
): boolean =>
  workflow.audienceOf(state, actor) !== undefined ||
  (reaches !== undefined && (policy === undefined || reaches(state, { actor, policy })));

/** Whether role and ownership let the actor give this command for this subject, whatever its phase. */
const mayGive = <T extends WorkflowTypes>(subject: Asked<T>, command: Transition<T>): boolean => {
  const { workflow, state, actor } = subject;
  if (!mayKnow(subject, command)) return false;
  if (workflow.imports?.(state, actor) === true) return true;
  if (!command.by.includes(actor.kind)) return false;
  const relation = command.relation ?? 'own';
  return relation === 'any' || workflow.isOwn(state, actor) === (relation === 'own');
};

const isInPhase = <T extends WorkflowTypes>(phase: T['phase'], { from }: Transition<T>): boolean =>
  from === 'any' || from.includes(phase);

const inPhase = <T extends WorkflowTypes>({ workflow, state }: Subject<T>, command: Transition<T>): boolean =>
  isInPhase(workflow.phaseOf(state), command);

/** The names of the commands that this actor may give now, in the order of the table. */
export const allowedCommands = <T extends WorkflowTypes>(subject: Subject<T>): readonly string[] =>
  Object.entries(subject.workflow.commands)
    .filter(
      ([, command]) =>
        command.from !== 'none' &&
        command.internal !== true &&
        inPhase(subject, command) &&
        mayGive(subject, command) &&
        command.when?.(subject.state, subject) === undefined,
    )
    .map(([name]) => name);

/**
 * Throws {@link Forbidden} unless the actor may know of the subject; with a command, of so much of it that they may give that one. Before anything else is looked at: whatever else a refusal
 * would say, it would say of something that is not there for them.
 */
export const demandVisible = <T extends WorkflowTypes>(
  subject: Asked<T>,
  name: string,
  command: Pick<Command<T>, 'reaches'> = {},
): void => {
  if (mayKnow(subject, command)) return;
  const { workflow, actor } = subject;
  throw new Forbidden(`${actor.kind} ${actor.id} may not ${name} this ${workflow.name}`, {
    visible: false,
    command: name,
  });
};

/** Throws {@link Forbidden}, {@link WrongPhase} or {@link Refused} unless the actor may give this command now. */
export const demandAllowed = <T extends WorkflowTypes>(
  subject: Subject<T>,
  name: string,
  command: Transition<T>,
): void => {
  const { workflow, state, actor } = subject;
  demandVisible(subject, name, command);
  if (!mayGive(subject, command)) {
    throw new Forbidden(`${actor.kind} ${actor.id} may not ${name} this ${workflow.name}`, {
      visible: true,
      command: name,
      by: command.by,
    });
  }
  if (!inPhase(subject, command))
    throw new WrongPhase(name, workflow.phaseOf(state), allowedCommands(subject));
  const refusal = command.when?.(state, subject);
  if (refusal !== undefined) throw refusedBy(workflow, name, command, refusal);
};

/**
 * Why an actor could not have given a command to a subject in a state, by phase, role and relation; undefined: they could. What a
 * command looks at beside (`when`, related subjects, its input) is not asked: it is not in the log.
 */
export const mayHaveGiven = <T extends WorkflowTypes>(
  {
    workflow,
    state,
    actor,
  }: Pick<Subject<T>, 'workflow' | 'actor'> & { readonly state: T['state'] | undefined },
  name: string,
  command: Command<T>,
): string | undefined => {
  const { kind } = actor;
  if (command.from === 'none') {
    if (state !== undefined) return `${name} begins a ${workflow.name}, and there was one`;
    const may = command.by.includes(kind) || workflow.imports?.(undefined, actor) === true;
    return may ? undefined : `${kind} may not ${name}`;
  }
  if (state === undefined) return `there was no ${workflow.name} to ${name}`;
  if (!mayGive({ workflow, state, actor }, command))
    return `this ${kind} may not ${name} this ${workflow.name}`;
  const phase = workflow.phaseOf(state);
  return isInPhase(phase, command) ? undefined : `${name} is not for the phase ${phase}`;
};
