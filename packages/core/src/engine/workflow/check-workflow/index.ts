import { InvalidWorkflow } from '../../base/errors.ts';
import { keptBy } from '../../base/kept-by.ts';
import { commandIssues } from './commands.ts';
import { eventIssues } from './events.ts';
import { givenIssues } from './given.ts';
import type { CheckedDefinition, WorkflowIssue } from './issue.ts';
import { shapeIssues } from './shape.ts';
import { viewIssues } from './views.ts';

/** The tables that a check looks at, each with the members of its entries that it reads; true: all of it. */
interface Looks {
  readonly [table: string]: readonly string[] | true;
}

const checks: readonly {
  readonly issuesIn: (workflow: CheckedDefinition) => readonly WorkflowIssue[];
  readonly reads: Looks;
}[] = [
  { issuesIn: eventIssues, reads: { events: ['version', 'upcasters'] } },
  {
    issuesIn: commandIssues,
    reads: {
      id: true,
      phases: [],
      actorKinds: [],
      events: [],
      refusals: [],
      commands: ['input', 'by', 'from', 'to', 'emits', 'refuses', 'idFrom'],
    },
  },
  {
    issuesIn: viewIssues,
    reads: {
      actorKinds: [],
      events: ['schema'],
      commands: ['input'],
      fields: ['personal', 'parts'],
      views: ['state', 'events', 'personal', 'shows', 'actorOfKind'],
      redactable: true,
    },
  },
  {
    issuesIn: givenIssues,
    reads: {
      name: true,
      events: [],
      commands: ['by', 'from'],
      timers: true,
      reactions: true,
      compensations: true,
    },
  },
];

/** Whether what is at a pointer is, or is a part of, what a check reads. */
const concerns = (pointer: string, reads: Looks): boolean => {
  const [, table = '', entry, member] = pointer.split('/');
  // The definition itself has another form.
  if (table === '') return true;
  const members = Object.hasOwn(reads, table) ? reads[table] : undefined;
  if (members === undefined) return false;
  return members === true || entry === undefined || member === undefined || members.includes(member);
};

/**
 * A definition whose parts fit together: every name that one part says of another is a name there.
 *
 * @throws InvalidWorkflow with everything that is wrong, each by the place where it stands
 */
export const checkedWorkflow = <Definition extends object>(definition: Definition): Definition => {
  demandFits(definition);
  return definition;
};

/** Asked once of each that is right: a handler asks again, for those that were never given to `define`. */
const demandFits = keptBy((definition: object): true => {
  const { name } = definition as { readonly name?: unknown };
  const wrongShape = shapeIssues(definition);
  // Its shape was checked just now, where a check looks.
  const workflow = definition as unknown as CheckedDefinition;
  const issues = [
    ...wrongShape,
    // What a fault of shape has nothing to do with is told at once, and not when that fault is mended.
    ...checks
      .filter(({ reads }) => !wrongShape.some(({ pointer }) => concerns(pointer, reads)))
      .flatMap(({ issuesIn }) => issuesIn(workflow)),
  ];
  if (issues.length > 0) throw new InvalidWorkflow(String(name), issues);
  return true;
});
