import { type InputIssue, PhananhError } from './error.ts';

/** A definition whose parts do not fit together; `issues` names every fault by a JSON pointer into it. */
export class InvalidWorkflow extends PhananhError {
  readonly code = 'invalid-workflow';
  readonly issues: readonly InputIssue[];

  constructor(workflow: string, issues: readonly InputIssue[]) {
    super(
      `the workflow ${workflow} cannot be used: ${issues.map(({ pointer, message }) => `${pointer || '/'} ${message}`).join('; ')}`,
      { workflow, issues: issues.map(({ pointer, message }) => ({ pointer, message })) },
    );
    this.issues = issues;
  }
}

/** Why a module that should list workflows gave none. */
export type UnloadableReason =
  | 'missing'
  | 'missing-import'
  | 'no-javascript'
  | 'failed'
  | 'never-ready'
  | 'ends-process'
  | 'lists-none';

/** A module that should list workflows does not; `details` has its URL as `module`, and the `reason`. */
export class UnloadableWorkflows extends PhananhError {
  readonly code = 'unloadable-workflows';

  constructor(module: string, reason: UnloadableReason, why: string, options?: ErrorOptions) {
    super(`${module} lists no workflows: ${why}`, { module, reason }, options);
  }
}

/** A function of a definition did something that its declarations do not name. */
export class NotDeclared extends PhananhError {
  readonly code = 'not-declared';
}

/** A decision made an event that its schema refuses. */
export class InvalidEvent extends PhananhError {
  readonly code = 'invalid-event';

  constructor(workflow: string, command: string, event: string, issues: readonly InputIssue[]) {
    super(
      `${workflow}: ${command} emitted an invalid ${event}: ${issues.map(({ pointer, message }) => `${pointer || '/'} ${message}`).join('; ')}`,
      { workflow, command, event, errors: issues.map(({ pointer, message }) => ({ pointer, message })) },
    );
  }
}

/** A decision is neither events nor a refusal. */
export class InvalidDecision extends PhananhError {
  readonly code = 'invalid-decision';

  constructor(workflow: string, command: string, what: string) {
    super(`${workflow}: ${command} decided ${what}, which is neither events nor a refusal`, {
      workflow,
      command,
    });
  }
}

/** A workflow's `evolve` made no state of a decided event. */
export class InvalidState extends PhananhError {
  readonly code = 'invalid-state';

  constructor(workflow: string, command: string, event: string, what: string) {
    super(`${workflow}: evolve made ${what} of the event ${event} of ${command}`, {
      workflow,
      command,
      event,
    });
  }
}
