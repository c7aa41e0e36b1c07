import { type Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import type { SealingSettings } from '../store/store-address.ts';
import { bare } from './kinds.ts';
import { leafOf } from './leaves.ts';
import { parsedSetting, type Resolved, resolveSettings, settingAt } from './resolve.ts';
import { type Flagged, flags, type Settings } from './settings.ts';

/** What a command is given that has any option of the configuration. */
export interface SettingsOptions {
  readonly config?: string;
  readonly resolved: Resolved;
}

/** Bound to a setting: its value comes from wherever the configuration has it. */
type SettingOption = Option & { readonly setting: Flagged };

const isSettingOption = (option: Option): option is SettingOption => 'setting' in option;

/**
 * The option of a setting, for every command that takes it.
 *
 * @param parse what makes a value of the text; default: what the schema says
 */
export const settingOption = (name: Flagged, parse?: (text: string) => unknown): Option => {
  const { schema, description, variable, fallback } = leafOf(name);
  const noted = [
    ...(fallback === undefined || typeof fallback === 'boolean' ? [] : [`default: ${String(fallback)}`]),
    `env: ${variable}`,
  ].join(', ');
  const option = new Option(flags[name], `${description} (${noted})`);
  const inner = bare(schema);
  if (inner instanceof z.ZodEnum) option.choices(inner.options.map(String));
  else if (parse !== undefined) option.argParser(parse);
  else if (!option.variadic && !option.negate)
    option.argParser((text) => {
      const parsed = parsedSetting({ schema }, text);
      if (parsed.success) return parsed.data;
      throw new InvalidArgumentError(`it ${parsed.error.issues[0]?.message ?? 'is invalid'}`);
    });
  return Object.assign(option, { setting: name });
};

export const configOption = (): Option =>
  new Option(
    '--config <file>',
    'the configuration: JSON with comments (docs/reference/configuration.md)',
  ).env('PHANANH_CONFIG');

/**
 * Gives a command that has options of the configuration their values, before it runs, and all settings as `resolved`.
 *
 * @param workflowsOfPackage what package.json says of workflows
 * @throws CliError `invalid-config`
 */
export const resolveOptions = (command: Command, workflowsOfPackage: () => string | undefined): void => {
  const chain = withParents(command);
  const bound = chain.flatMap((one) =>
    one.options.filter(isSettingOption).map((option) => ({ one, option, name: option.attributeName() })),
  );
  if (bound.length === 0 && !chain.some(({ options }) => options.some(({ long }) => long === '--config')))
    return;
  const typed = new Map<string, unknown>();
  // What was given to a part of a command counts before what was given to the whole.
  for (const { one, option, name } of bound.toReversed())
    if (one.getOptionValueSource(name) === 'cli') typed.set(option.setting, one.getOptionValue(name));
  const resolved = resolveSettings({
    flags: typed,
    environment: process.env,
    file: configNamed(chain),
    workflowsOfPackage: workflowsOfPackage(),
  });
  for (const { one, option, name } of bound)
    one.setOptionValueWithSource(name, valueAt(resolved, option.setting), 'config');
  for (const one of chain) {
    one.setOptionValueWithSource('resolved', resolved, 'config');
    one.setOptionValueWithSource('sealing', sealingIn(resolved.settings), 'config');
  }
};

/** Keys are those of photos too: who is erased has one key. */
const sealingIn = ({
  evidence: { keys, keyFolder, keyBucket, keyEncryptionKey, lostKeys },
  personal: { encrypt },
}: Settings): SealingSettings => ({ keys, keyFolder, keyBucket, keyEncryptionKey, lostKeys, encrypt });

/** What was typed, wherever it was typed, before the environment. */
const configNamed = (chain: readonly Command[]): string | undefined => {
  const given = chain.filter((one) => one.getOptionValue('config') !== undefined);
  const nearest = given.find((one) => one.getOptionValueSource('config') === 'cli') ?? given[0];
  return nearest?.getOptionValue('config');
};

const withParents = (command: Command): readonly Command[] =>
  command.parent === null ? [command] : [command, ...withParents(command.parent)];

const valueAt = ({ settings }: Resolved, name: Flagged): unknown => settingAt(settings, leafOf(name).path);
