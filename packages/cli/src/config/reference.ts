import { markdownTable } from '@phananh/core/engine';
import { z } from 'zod';
import { bare, kindOf } from './kinds.ts';
import { type Leaf, leaves, leavesOf, sections } from './leaves.ts';
import { flags, Settings } from './settings.ts';

/** What editors complete and check a configuration by. */
export const configJsonSchema = () => z.toJSONSchema(Settings, { io: 'input' });

/** Every setting as Markdown, a table for each section. */
export const configReference = (): string => {
  const general = leaves.filter(({ path }) => path.length === 1);
  const ofSections = sections.map(({ name, description }) => {
    const own = leaves.filter(({ path }) => path.length > 1 && path[0] === name);
    return `## \`${name}\`\n\n${description}\n\n${settingsTable(own)}`;
  });
  return [`## General\n\n${settingsTable(general)}`, ...ofSections].join('\n\n');
};

const settingsTable = (rows: readonly Leaf[]): string =>
  markdownTable(
    ['setting', 'option', 'environment', 'type', 'default', 'what'],
    rows.flatMap((leaf) => [rowOf(leaf), ...partsOf(leaf).map(rowOfPart)]),
  );

const rowOf = ({ name, schema, variable, fallback, description }: Leaf): readonly string[] => {
  const flag = Object.entries(flags).find(([one]) => one === name)?.[1];
  return [
    code(name),
    flag === undefined ? '' : code(flag.split(' ', 1)[0] ?? ''),
    code(variable),
    typeOf(schema),
    fallback === undefined ? '' : code(typeof fallback === 'string' ? fallback : JSON.stringify(fallback)),
    description,
  ];
};

const rowOfPart = ({ name, schema, fallback, description }: Leaf): readonly string[] => [
  code(name),
  '',
  '',
  typeOf(schema),
  fallback === undefined ? '' : code(JSON.stringify(fallback)),
  description,
];

/** The fields of what is listed in a setting, such as `auth.issuers[].audience`: the environment gives them as a whole. */
const partsOf = ({ path, schema }: Leaf): readonly Leaf[] => {
  const inner = bare(schema);
  const [entry, mark] =
    inner instanceof z.ZodArray
      ? [inner.element, '[]']
      : inner instanceof z.ZodRecord
        ? [inner.valueType, '.<name>']
        : [inner instanceof z.ZodObject ? inner : undefined, ''];
  if (entry === undefined || !(bare(entry) instanceof z.ZodObject)) return [];
  const parts = leavesOf(entry, [...path.slice(0, -1), `${path.at(-1)}${mark}`]);
  return parts.flatMap((part) => [part, ...partsOf(part)]);
};

const typeOf = (schema: z.core.$ZodType): string => {
  const kind = kindOf(schema);
  if (kind !== undefined) return kind.isSecret === true ? 'file with a secret' : kind.what;
  const inner = bare(schema);
  if (inner instanceof z.ZodEnum) return inner.options.map((one) => code(String(one))).join(', ');
  if (inner instanceof z.ZodArray) {
    const entry = typeOf(inner.element);
    return `list${entry === '' ? '' : `: ${entry}`}`;
  }
  if (inner instanceof z.ZodNumber) {
    const { minValue, maxValue } = inner;
    return minValue === null || maxValue === null ? 'number' : `${minValue} to ${maxValue}`;
  }
  if (inner instanceof z.ZodBoolean) return 'true or false';
  if (inner instanceof z.ZodString) return 'text';
  if (inner instanceof z.ZodRecord) return 'object';
  if (inner instanceof z.ZodObject) return 'object';
  if (inner instanceof z.ZodUnion) return inner.options.map((one) => typeOf(one)).join(' or ');
  if (inner instanceof z.ZodLiteral) return [...inner.values].map((one) => code(String(one))).join(', ');
  return '';
};

const code = (text: string): string => `\`${text}\``;
