import type { z } from 'zod';
import { engineErrors } from '../../base/errors.ts';
import { issuesOf } from '../../base/input-issues.ts';
import { uuidOfCommand } from '../../base/random.ts';
import { placesThatDrop } from '../schema-fields.ts';
import { type CheckedCommand, type CheckedDefinition, unknownNames, type WorkflowIssue } from './issue.ts';

/** Names that commands say of phases, actors and events; inputs that drop what they do not know; examples that are none. */
export const commandIssues = (workflow: CheckedDefinition): readonly WorkflowIssue[] => [
  ...Object.entries(workflow.commands).flatMap(([name, command]) => issuesOfCommand(workflow, name, command)),
  ...Object.keys(workflow.refusals)
    .filter((code) => Object.hasOwn(engineErrors, code))
    .map((code) => ({
      pointer: `/refusals/${code}`,
      message: 'is a code of the engine, which means what it means there',
    })),
];

const issuesOfCommand = (
  { phases, actorKinds, events, refusals, id }: CheckedDefinition,
  name: string,
  { input, example, by, from, to = [], emits, refuses = [], idFrom }: CheckedCommand,
): readonly WorkflowIssue[] => {
  const at = `/commands/${name}`;
  return [
    ...unknownNames(`${at}/by`, 'kind of actor', by, actorKinds),
    ...unknownNames(`${at}/from`, 'phase', typeof from === 'string' ? [] : from, phases),
    ...unknownNames(`${at}/to`, 'phase', to, phases),
    ...unknownNames(`${at}/emits`, 'event', emits, events),
    ...unknownNames(`${at}/refuses`, 'refusal', refuses, refusals),
    ...placesThatDrop(input).map((place) => ({
      pointer: `${at}/input`,
      message: `drops fields that it does not know${place && ` in ${place}`}: it is no strict object`,
    })),
    ...exampleIssues(`${at}/example`, input, example, from === 'none' ? { id, idFrom } : {}),
    ...(from === 'none' && idFrom === undefined && !fits(id, idOfTheEngine)
      ? [{ pointer: '/id', message: `refuses the ids that the engine makes (UUIDv7) for ${name}` }]
      : []),
  ];
};

/** What the engine makes for a subject whose creation has no `idFrom`. */
const idOfTheEngine = uuidOfCommand('an example');

/** An id that the schema takes as it is: one that it changes would be asked for under another one than it is kept under. */
const fits = (id: z.ZodType, value: unknown): boolean => {
  const parsed = parse(id, value);
  return parsed.success && parsed.data === value;
};

const exampleIssues = (
  pointer: string,
  input: z.ZodType,
  example: unknown,
  { id, idFrom }: { readonly id?: z.ZodType; readonly idFrom?: CheckedCommand['idFrom'] | undefined },
): readonly WorkflowIssue[] => {
  const parsed = parse(input, example);
  if (!parsed.success) {
    return parsed.issues.map((issue) => ({ pointer: pointer + issue.pointer, message: issue.message }));
  }
  if (id === undefined || idFrom === undefined) return [];
  try {
    // Without an id of its own the engine makes one.
    const named = idFrom(parsed.data) ?? idOfTheEngine;
    return fits(id, named) ? [] : [{ pointer, message: 'has an id that the schema of ids refuses' }];
  } catch (error) {
    return [{ pointer, message: `has no id: ${String(error)}` }];
  }
};

type Parsed =
  | { readonly success: true; readonly data: unknown }
  | { readonly success: false; readonly issues: readonly WorkflowIssue[] };

const parse = (schema: z.ZodType, value: unknown): Parsed => {
  try {
    const parsed = schema.safeParse(value, { jitless: true });
    return parsed.success ? parsed : { success: false, issues: issuesOf(parsed.error) };
  } catch (error) {
    // A check that is asynchronous, or that throws: commands are not decided with such a schema either.
    return { success: false, issues: [{ pointer: '', message: `cannot be checked: ${String(error)}` }] };
  }
};
