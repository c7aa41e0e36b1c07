import { parseInput } from '@phananh/core/engine';
import { CliError } from '../process/errors.ts';
import { parseStoreAddress } from '../store/store-address.ts';
import { readSecret } from './kinds.ts';
import { type Leaf, leaves, rawOfText } from './leaves.ts';
import { type ConfigFile, readConfigFile } from './read-file.ts';
import { contradictions, flags, Settings } from './settings.ts';
import { strangeInWords, strangeVariables } from './variables.ts';

/** Where the value of a setting comes from. */
export type Origin =
  | { readonly from: 'flag'; readonly flag: string }
  | { readonly from: 'environment'; readonly variable: string }
  | { readonly from: 'file'; readonly file: string; readonly line: number }
  | { readonly from: 'package.json' }
  | { readonly from: 'default' };

export interface Resolved {
  readonly settings: Settings;
  readonly origins: ReadonlyMap<string, Origin>;
}

/** What settings are made of. */
export interface Sources {
  /** What was typed, parsed already, by the names of settings. */
  readonly flags: ReadonlyMap<string, unknown>;
  readonly environment: { readonly [variable: string]: string | undefined };
  /** Path of the configuration; undefined: there is none. */
  readonly file: string | undefined;
  /** What package.json of the folder says of workflows. */
  readonly workflowsOfPackage?: string | undefined;
}

/**
 * The one way in which settings get their values: a flag over the environment over the file over the default.
 *
 * @throws {@link CliError} `invalid-config`, naming what cannot be and where it stands
 */
export const resolveSettings = ({ file: path, ...sources }: Sources): Resolved => {
  // What was set and is not looked at would be something else without a word: another store, for one.
  const misspelt = strangeVariables(sources.environment).filter(({ isMisspelt }) => isMisspelt);
  if (misspelt.length > 0) throw new CliError('invalid-config', misspelt.map(strangeInWords).join('\n'));
  const file = path === undefined ? undefined : readConfigFile(path);
  const origins = new Map<string, Origin>();
  // Made of plain objects: a setting at a time is put over what the file, or nothing, gives.
  const settings = structuredClone(file?.settings ?? Settings.parse({}));
  for (const leaf of leaves) {
    const { origin, value } = foundOf(leaf, sources, file);
    origins.set(leaf.name, origin);
    if (value !== undefined) put(settings, leaf.path, value);
  }
  const resolved = { settings: withStoreOfFile({ settings, origins }), origins };
  const faults = contradictions.flatMap((find) => find(resolved.settings));
  if (faults.length === 0) return resolved;
  throw new CliError('invalid-config', faults.join('\n'));
};

interface Found {
  readonly origin: Origin;
  /** Undefined: the file's, or the default, which stand there already. */
  readonly value?: unknown;
}

const foundOf = (leaf: Leaf, sources: Omit<Sources, 'file'>, file: ConfigFile | undefined): Found => {
  const { name, path, variable } = leaf;
  if (sources.flags.has(name))
    return { origin: { from: 'flag', flag: flagOf(name) }, value: sources.flags.get(name) };
  const text = sources.environment[variable];
  // As a shell sees it, one that is empty is not set.
  if (text !== undefined && text !== '')
    return { origin: { from: 'environment', variable }, value: parsedText(leaf, text) };
  const line = file?.lineOf(path);
  if (file !== undefined && line !== undefined) return { origin: { from: 'file', file: file.path, line } };
  if (name === 'workflows' && sources.workflowsOfPackage !== undefined)
    return { origin: { from: 'package.json' }, value: sources.workflowsOfPackage };
  return { origin: { from: 'default' } };
};

const flagOf = (name: string): string => {
  const flag = Object.entries(flags).find(([one]) => one === name)?.[1] ?? name;
  return flag.split(' ', 1)[0] ?? flag;
};

/** A text for a setting, of an option or of the environment. */
export const parsedSetting = ({ schema }: Pick<Leaf, 'schema'>, text: string) =>
  // A leaf keeps its schema as zod's core of one, which every schema of zod is built on.
  parseInput(schema as Parameters<typeof parseInput>[0], rawOfText(schema, text));

/** What stands at a place of the settings; undefined where it was not set. */
export const settingAt = (settings: Settings, path: readonly string[]): unknown => {
  let value: unknown = settings;
  // The schema of the settings has every part of the path but the last as an object with its defaults.
  for (const part of path) value = (value as { readonly [key: string]: unknown })[part];
  return value;
};

const parsedText = (leaf: Leaf, text: string): unknown => {
  const { variable } = leaf;
  const parsed = parsedSetting(leaf, text);
  if (parsed.success) return parsed.data;
  const words = parsed.error.issues.map(({ path, message }) =>
    [variable, ...path.map((part) => `/${String(part)}`), ` ${message}`].join(''),
  );
  throw new CliError('invalid-config', words.join('\n'));
};

const put = (settings: Settings, path: readonly string[], value: unknown): void => {
  // They are being made: nothing else has them yet.
  let at = settings as { [key: string]: unknown };
  for (const part of path.slice(0, -1)) at = at[part] as typeof at;
  at[path.at(-1) ?? ''] = value;
};

/** From what is nearest to the hand to what is farthest. */
const order = ['flag', 'environment', 'file', 'package.json', 'default'] as const;

/** The address in a file of its own counts as if it stood where the file is named. */
const withStoreOfFile = ({ settings, origins }: Resolved): Settings => {
  const { storeFile } = settings;
  if (storeFile === undefined) return settings;
  const rank = (name: string): number => order.indexOf(origins.get(name)?.from ?? 'default');
  if (rank('store') < rank('storeFile')) return settings;
  if (rank('store') === rank('storeFile'))
    throw new CliError('invalid-config', 'store and storeFile exclude each other');
  try {
    return { ...settings, store: parseStoreAddress(readSecret(storeFile)) };
  } catch (error) {
    // What stands in a file of the configuration is no word of the command line.
    if (!(error instanceof CliError) || error.code !== 'wrong-usage') throw error;
    throw new CliError('invalid-config', `storeFile: in the file ${error.message}`);
  }
};
