import { z } from 'zod';
import { reportWorkflow } from '../workflow.ts';

/** The longer text of a command of reports, which somebody writes over and over: a reason, a message, a result. */

/** A text of fewer characters is a number or a name, which nobody keeps a phrase for. */
const shortest = 1_000;

interface TextField {
  readonly field: string;
  /** What the command takes in it. */
  readonly schema: z.ZodType;
}

/** Who writes for an office: citizens and timers use none of its phrases. */
const writers: readonly string[] = ['operator', 'agency'];

/** What a citizen said, whoever wrote it down. */
const ofCitizens: readonly string[] = ['submit', 'provide-information'];

const textFieldIn = (input: z.ZodType): TextField | undefined => {
  if (!(input instanceof z.ZodObject)) return undefined;
  const shape: { readonly [field: string]: z.ZodType } = input.shape;
  const found = Object.entries(shape).find(([, schema]) => longestOf(schema) >= shortest);
  return found && { field: found[0], schema: found[1] };
};

/** How many characters a schema takes, as its JSON schema says it; 0 where it is of no text. */
const longestOf = (schema: z.ZodType): number => {
  const { type, maxLength = 0 } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return type === 'string' ? maxLength : 0;
};

const textFields: ReadonlyMap<string, TextField> = new Map(
  Object.entries<{ readonly by: readonly string[]; readonly internal?: boolean; readonly input: z.ZodType }>(
    reportWorkflow.commands,
  ).flatMap(([name, { by, internal, input }]) => {
    if (internal === true || !by.some((kind) => writers.includes(kind)) || ofCitizens.includes(name))
      return [];
    const found = textFieldIn(input);
    return found === undefined ? [] : [[name, found] as const];
  }),
);

/** The text of a command that phrases can be kept for; undefined: it has none, or nobody of an office gives it. */
export const textFieldOf = (command: string): TextField | undefined => textFields.get(command);

/** Every command that has one. */
export const commandsWithText = [...textFields.keys()];
