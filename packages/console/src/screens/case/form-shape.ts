import type { ShownPersonal } from '@phananh/http/pages';
import type { Choice, Field } from '../../forms/fields.ts';
import type { Html } from '../../frame/html.ts';

/** What makes the form of a command another one than its schema alone would. */
export interface FormShape {
  /** Above the form. */
  readonly main: Html;
  /** What of the subject is shown there that may be personal. */
  readonly fields: readonly string[];
  /** What of other subjects is shown there that is personal. */
  readonly shows?: readonly ShownPersonal[];
  /** Whether what is decided on stands above it, as it does above others. */
  readonly isSummed: boolean;
  /** Fields of the schema that nobody fills in here. */
  readonly leftOut: readonly string[];
  /** What the form says of them, and whence one came. */
  readonly hidden: { readonly [name: string]: string };
  /** What stands in a field before somebody has typed. */
  readonly initial: { readonly [name: string]: string };
  /** What may be chosen for a field. */
  readonly choicesOf: (field: Field) => readonly Choice[] | undefined;
  /** What it is called and its button says. Absent: what the command is called. */
  readonly title?: string;
  /** Whether what it does cannot be taken back, though its command can be. */
  readonly isGrave?: boolean;
}

export const unshaped: FormShape = {
  main: null,
  fields: [],
  isSummed: true,
  leftOut: [],
  hidden: {},
  initial: {},
  choicesOf: () => undefined,
};
