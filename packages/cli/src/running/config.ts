import { existsSync } from 'node:fs';
import { shownUrl } from '@phananh/core/engine';
import { silentLog } from '@phananh/core/reports';
import type { Command } from 'commander';
import { filesIn } from '../config/files-in.ts';
import { readSecret } from '../config/kinds.ts';
import { type Leaf, leaves } from '../config/leaves.ts';
import { type Origin, type Resolved, settingAt } from '../config/resolve.ts';
import { demandReachable } from '../config/sections/auth.ts';
import { strangeInWords, strangeVariables } from '../config/variables.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { table } from '../output/table.ts';
import { CliError } from '../process/errors.ts';
import { givenPolicy } from '../setup/policy.ts';
import { type StoreAddress, shownStore } from '../store/store-address.ts';
import { mapOf } from './map-options.ts';
import { openSecrets } from './open-secrets.ts';
import { demandKnownKinds, identityOf } from './sign-in.ts';

export const show = (_: unknown, command: Command): void => {
  const { resolved, json } = command.optsWithGlobals<CommonOptions>();
  const rows = leaves.map((leaf) => ({
    setting: leaf.name,
    value: shownValue(leaf, resolved),
    from: resolved.origins.get(leaf.name) ?? { from: 'default' as const },
  }));
  if (json === true) for (const row of rows) printJson(row);
  else
    printLine(
      table(
        ['setting', 'value', 'from'],
        rows.map(({ setting, value, from }) => [setting, asText(value), originInWords(from)]),
      ),
    );
};

/** What the configuration itself cannot show: the files that it names. Their workflows are loaded by now. */
export const check = async (_: unknown, command: Command): Promise<void> => {
  const options = command.optsWithGlobals<CommonOptions>();
  const { resolved, json } = options;
  const { settings } = resolved;
  const faults = [...filesIn(settings)].flatMap(({ name, path, isSecret }) => {
    if (isSecret) return faultOf(() => readSecret(path), name);
    return existsSync(path) || mayBeMissing.has(name) ? [] : [`${name}: there is no ${path}`];
  });
  faults.push(...faultOf(() => demandReachable(settings.auth, settings.listen.host), ''));
  faults.push(...faultOf(() => demandKnownKinds(settings.auth, options), ''));
  const { identitySecretFile } = settings.auth;
  if (identitySecretFile !== undefined && faults.length === 0)
    faults.push(...faultOf(() => identityOf(settings.auth), ''));
  if (faults.length > 0) throw new CliError('invalid-config', faults.join('\n'));
  if (settings.console.enabled) await mapOf(settings.console.map);
  if (settings.store.scheme === 'esdb')
    (await import('@phananh/eventstoredb')).demandConnectionString(settings.store.connectionString);
  const { policy, calendars } = settings;
  givenPolicy({ ...(policy !== undefined && { policy }), ...(calendars && { calendars }) }, silentLog);
  for (const line of openSecrets(options, settings)) say(line);
  const strange = strangeVariables(process.env);
  for (const one of strange) say(strangeInWords(one));
  if (json === true) printJson({ valid: true, unknownVariables: strange.map(({ variable }) => variable) });
  else printLine('the configuration holds');
};

/** Made by whoever runs first. */
const mayBeMissing: ReadonlySet<string> = new Set([
  'readModels',
  'evidence.folder',
  'evidence.keys',
  'evidence.keyFolder',
  'evidence.keyEncryptionKey',
]);

const faultOf = (look: () => unknown, name: string): readonly string[] => {
  try {
    look();
    return [];
  } catch (error) {
    if (error instanceof CliError) return [name === '' ? error.message : `${name}: ${error.message}`];
    throw error;
  }
};

const shownValue = ({ name, path }: Leaf, { settings }: Resolved): unknown => {
  if (name === 'store') return shownStore(settings.store satisfies StoreAddress);
  return withoutPasswords(settingAt(settings, path) ?? null);
};

/** Every address in a value, wherever it stands, as it may be shown. */
const withoutPasswords = (value: unknown): unknown => {
  if (typeof value === 'string')
    return value.includes('://') && !value.startsWith('file:') ? shownUrl(value) : value;
  if (Array.isArray(value)) return value.map(withoutPasswords);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutPasswords(one)]));
};

/** A list with commas, an object as its names and values. */
const asText = (value: unknown): string => {
  if (value === null || (Array.isArray(value) && value.length === 0)) return '–';
  if (Array.isArray(value)) return value.map(asText).join(', ');
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([name, one]) => `${name} ${asText(one)}`)
    .join('; ');
};

const originInWords = (origin: Origin): string => {
  switch (origin.from) {
    case 'flag':
      return origin.flag;
    case 'environment':
      return origin.variable;
    case 'file':
      return `${origin.file}:${origin.line}`;
    default:
      return origin.from;
  }
};
