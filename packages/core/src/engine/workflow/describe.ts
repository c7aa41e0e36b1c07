import { z } from 'zod';
import { isItselfPersonal } from './schema-fields.ts';
import type { CommandTable, Workflow, WorkflowTypes } from './workflow.ts';

/** What documentation needs of a workflow: the part that is data. */
export type Describable = Pick<
  Workflow<WorkflowTypes>,
  'name' | 'summary' | 'phases' | 'events' | 'actorKinds'
> & {
  readonly commands: {
    readonly [name: string]: Pick<
      CommandTable<WorkflowTypes>[string],
      'summary' | 'by' | 'emits' | 'refuses' | 'to' | 'from' | 'internal' | 'input'
    >;
  };
};

/** The phases and the commands between them as a Mermaid state diagram. */
export const stateDiagramOf = ({ phases, commands }: Describable): string => {
  const lines = ['stateDiagram-v2'];
  for (const [name, { from, to = [] }] of Object.entries(commands)) {
    const sources = from === 'none' ? ['[*]'] : from === 'any' ? [] : from;
    for (const source of sources) {
      for (const target of to) lines.push(`  ${source} --> ${target}: ${name}`);
    }
  }
  for (const [phase, { final }] of Object.entries(phases))
    if (final === true) lines.push(`  ${phase} --> [*]`);
  return lines.join('\n');
};

/** The commands as a Markdown table. */
export const commandTableOf = ({ commands }: Describable): string => {
  const rows = Object.entries(commands).map(
    ([name, { from, by, emits, refuses = [], to, internal, input, summary }]) => [
      inCode(name),
      internal === true ? 'process managers' : by.join(', '),
      from === 'none' ? '–' : from === 'any' ? 'any' : from.join(', '),
      to === undefined ? 'stays' : to.join(', '),
      emits.map(inCode).join(', '),
      refuses.length === 0 ? '–' : refuses.map(inCode).join(', '),
      fieldsOf(input),
      summary,
    ],
  );
  return markdownTable(['command', 'by', 'from', 'to', 'emits', 'refuses', 'input', 'what it does'], rows);
};

const inCode = (name: string): string => `\`${name}\``;

/** The events as a Markdown table; fields that are personal are marked. */
export const eventTableOf = ({ events }: Describable): string =>
  markdownTable(
    ['event', 'version', 'data', 'what happened'],
    Object.entries(events).map(([type, { version, schema, summary }]) => [
      `\`${type}\``,
      String(version),
      fieldsOf(schema),
      summary,
    ]),
  );

/** `name?` for what can be left out, `name*` for what is personal. */
const fieldsOf = (schema: z.ZodType): string => {
  if (!(schema instanceof z.ZodObject)) return '';
  return Object.entries(schema.shape)
    .map(([name, field]) => {
      const optional = field instanceof z.ZodOptional || field instanceof z.ZodDefault;
      const inner = field instanceof z.ZodOptional ? field.unwrap() : field;
      const isPersonal = inner instanceof z.ZodType && isItselfPersonal(inner);
      return `${name}${optional ? '?' : ''}${isPersonal ? '\\*' : ''}`;
    })
    .join(', ');
};

export const markdownTable = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
