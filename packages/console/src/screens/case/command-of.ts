import { type AnyCommandHandler, NotFound } from '@phananh/core/engine';
import { jsonSchemaOf } from '@phananh/http/pages';
import { type Field, fieldsOf } from '../../forms/fields.ts';

/** Which command a form is of, and what it asks for. */

/** What the form carries that nobody types: which attempt it is, and of which revision it was made. */
export const carried = { key: '_key', revision: '_revision' } as const;

/** Commands of nobody's form: what only imports say, and photos that are not uploaded here. */
const leftOut: ReadonlySet<string> = new Set(['occurredAt', 'legacy']);

export type Command = AnyCommandHandler['workflow']['commands'][string];

export const commandOf = ({ workflow }: AnyCommandHandler, name: string): Command => {
  const command = Object.hasOwn(workflow.commands, name) ? workflow.commands[name] : undefined;
  if (command === undefined || command.internal === true) throw new NotFound('command', name);
  return command;
};

export const fieldsFor = (command: Command, attachments: readonly string[]): readonly Field[] =>
  fieldsOf(jsonSchemaOf(command.input, 'input')).filter(
    ({ name }) =>
      !leftOut.has(name) && (!/^attachments?$|^replacement$/.test(name) || attachments.length > 0),
  );

/** Commands with which whoever gives them sends photos of their own; others name photos that the case has. */
export const bringing: ReadonlySet<string> = new Set([
  'provide-information',
  'dispute',
  'resolve',
  'add-attachments',
]);
