import type { JsonObject } from '../json.ts';
import type { Revision } from '../places.ts';
import { type InputIssue, PhananhError } from './error.ts';

export class InvalidCommand extends PhananhError {
  readonly code = 'invalid-command';
  readonly issues: readonly InputIssue[];

  constructor(command: string, issues: readonly InputIssue[]) {
    super(`${command}: ${issues.map(({ pointer, message }) => `${pointer || '/'} ${message}`).join('; ')}`, {
      errors: issues.map(({ pointer, message }) => ({ pointer, message })),
    });
    this.issues = issues;
  }
}

export class UnknownCommand extends PhananhError {
  readonly code = 'unknown-command';

  constructor(workflow: string, command: string) {
    super(`${workflow} has no command ${command}`, { workflow, command });
  }
}

export class WrongPhase extends PhananhError {
  readonly code = 'wrong-phase';

  constructor(command: string, phase: string, allowedCommands: readonly string[]) {
    super(`${command} cannot be given in the phase ${phase}`, { command, phase, allowedCommands });
  }
}

export class Forbidden extends PhananhError {
  readonly code = 'forbidden';
  /** False when the actor may not even know that the subject exists. */
  readonly visible: boolean;

  constructor(message: string, { visible, ...details }: { readonly visible: boolean } & JsonObject) {
    super(message, details);
    this.visible = visible;
  }
}

export class NotFound extends PhananhError {
  readonly code = 'not-found';

  /** @param when of what past or part of it: `at revision 9` */
  constructor(what: string, id: string, when?: string) {
    super(`there is no ${what} ${id}${when === undefined ? '' : ` ${when}`}`, {
      what,
      id,
      ...(when !== undefined && { when }),
    });
  }
}

export class AlreadyExists extends PhananhError {
  readonly code = 'already-exists';

  constructor(what: string, id: string) {
    super(`the ${what} ${id} exists already`, { what, id });
  }
}

export class IdempotencyConflict extends PhananhError {
  readonly code = 'idempotency-conflict';

  /** @param revision where the other command's last event stands, where that is known */
  constructor(commandId: string, revision?: Revision) {
    super(`the command id ${commandId} was used for another command`, {
      commandId,
      ...(revision !== undefined && { revision }),
    });
  }
}

export class OccurredOutOfOrder extends PhananhError {
  readonly code = 'occurred-out-of-order';
}

/** A rule of the workflow says no. Its code is a row of the workflow's own refusal table. */
export class Refused extends PhananhError {
  readonly code: string;

  constructor(code: string, message: string, details: JsonObject = {}) {
    super(message, details);
    this.code = code;
  }
}
