import type { z } from 'zod';
import { eventTreesOf, fieldsWithin } from '../../engine/index.ts';
import { redactableOf } from '../redactable.ts';
import { reportWorkflow } from '../workflow.ts';

/** A command of reports, as far as a run looks at it. */
interface BulkCommand {
  readonly input: z.ZodType;
  readonly emits: readonly string[];
  readonly by: readonly string[];
  readonly from: 'none' | 'any' | readonly string[];
  readonly internal?: boolean | undefined;
}

const commands: { readonly [name: string]: BulkCommand } = reportWorkflow.commands;
const events: { readonly [type: string]: { readonly schema: z.ZodType } } = reportWorkflow.events;

/** A command that actors of a kind may give to many reports at once; undefined: there is none such. */
export const bulkCommandOf = (name: string, kind: string): BulkCommand | undefined => {
  const found = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (found === undefined || found.from === 'none' || found.internal === true) return undefined;
  return found.by.includes(kind) && !cannotBe(found) ? found : undefined;
};

/** Their names. */
export const bulkCommands = (kind: string): readonly string[] =>
  Object.keys(commands).filter((name) => bulkCommandOf(name, kind) !== undefined);

/** Of each type of event what is sealed under the key of a person, or personal: the stream of a run has no such person. */
const trees = eventTreesOf(reportWorkflow.events);
const keptOut: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(events).map(([type, { schema }]) => [
    type,
    [
      ...(trees.get(type)?.fields?.keys() ?? []),
      ...fieldsWithin(schema).flatMap(({ name, personal }) => (personal ? [name] : [])),
    ],
  ]),
);

/** Fields that a run does not keep. */
export const fieldsKeptOut = ({ emits }: Pick<BulkCommand, 'emits'>): readonly string[] => [
  ...new Set(emits.flatMap((type) => keptOut.get(type) ?? [])),
];

/** What somebody may want to hide later in one of the reports, apart from the rest of an input: `texts` are read there alone. */
export const apartInInput = <Value>(
  command: string,
  input: { readonly [field: string]: Value },
): { readonly input: Record<string, Value>; readonly texts: Record<string, Value> } => {
  const hidden = redactableOf(commands[command]?.emits ?? []);
  const of = (isText: boolean): Record<string, Value> =>
    Object.fromEntries(Object.entries(input).filter(([field]) => hidden.includes(field) === isText));
  return { input: of(false), texts: of(true) };
};

/** What cannot be given without something personal cannot be given to many. */
const cannotBe = (command: BulkCommand): boolean => {
  const out = fieldsKeptOut(command);
  const probe = command.input.safeParse({});
  return (
    !probe.success &&
    probe.error.issues.some(({ path: [field] }) => typeof field === 'string' && out.includes(field))
  );
};
