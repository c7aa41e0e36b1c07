import type { z } from 'zod';
import type { ErrorTable, InputIssue } from '../../base/errors.ts';
import type { FieldDefinition, RedactablePlace } from '../workflow.ts';

/** What of a definition is data, as it is checked: names are any names here, whatever the types of the workflow say. */
export interface CheckedDefinition {
  readonly name: string;
  readonly id: z.ZodType;
  readonly phases: Entries<object>;
  readonly actorKinds: Entries<string>;
  readonly events: Entries<{
    readonly schema: z.ZodType;
    readonly version: number;
    readonly upcasters?: Entries<unknown>;
  }>;
  readonly commands: Entries<CheckedCommand>;
  readonly refusals: ErrorTable;
  readonly fields: Entries<FieldDefinition>;
  readonly views: Entries<CheckedView>;
  readonly redactable?: Entries<readonly RedactablePlace[]>;
  readonly corrections?: { readonly types: readonly string[] };
  readonly timers?: { readonly gives: readonly string[] };
  readonly reactions?: Entries<{ readonly gives: Entries<readonly string[]> }>;
  readonly compensations?: Entries<{ readonly gives: Entries<readonly string[]> }>;
}

export interface CheckedCommand {
  readonly input: z.ZodType;
  readonly example: unknown;
  readonly by: readonly string[];
  readonly from: readonly string[] | 'none' | 'any';
  readonly to?: readonly string[];
  readonly emits: readonly string[];
  readonly refuses?: readonly string[];
  readonly idFrom?: (input: unknown) => unknown;
}

export interface CheckedView {
  readonly state: readonly string[];
  readonly events: Entries<readonly string[]>;
  readonly personal?: readonly string[];
  readonly shows?: Entries<unknown>;
  readonly actorOfKind?: Entries<readonly string[]>;
}

export interface Entries<Entry> {
  readonly [name: string]: Entry;
}

/** One fault of a definition: where, as a JSON pointer, and what. */
export type WorkflowIssue = InputIssue;

/** An issue for each of some names that a table does not have. */
export const unknownNames = (
  pointer: string,
  what: string,
  names: readonly string[],
  known: object,
): readonly WorkflowIssue[] =>
  names
    .filter((name) => !Object.hasOwn(known, name))
    .map((name) => ({ pointer, message: `names ${name}, which is no ${what} of this workflow` }));
