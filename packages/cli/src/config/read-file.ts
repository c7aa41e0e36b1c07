import { dirname, resolve } from 'node:path';
import { parseInput, readJsonText } from '@phananh/core/engine';
import type { z } from 'zod';
import { CliError } from '../process/errors.ts';
import { demandNoPipe, readText } from './json-file.ts';
import { rebased } from './leaves.ts';
import { Settings } from './settings.ts';

/** A configuration file that was read. */
export interface ConfigFile {
  readonly path: string;
  /** As it is parsed, with its defaults. */
  readonly settings: Settings;
  /** The line that a setting stands on; undefined where the file does not have it. */
  lineOf(path: readonly string[]): number | undefined;
}

/**
 * Reads a configuration: JSON with comments. Every fault of it is said at once, with its line.
 *
 * @throws {@link CliError} `invalid-config`
 */
export const readConfigFile = (path: string): ConfigFile => {
  demandNoPipe(path, 'invalid-config');
  const text = readJsonText(readText(path, 'invalid-config'), { comments: true });
  const { placeOf } = text;
  const refuse = (faults: readonly Fault[]): never => {
    const lines = faults
      .toSorted((a, b) => a.line - b.line)
      .map(({ line, pointer, message }) => `  line ${line}: ${pointer} ${message}`);
    throw new CliError('invalid-config', [path, ...lines].join('\n'));
  };
  if (text.value === undefined) return refuse(text.faults);
  const parsed = parseInput(Settings, rebased(Settings, text.value, dirname(resolve(path))));
  const ofSchema = parsed.success ? [] : parsed.error.issues.flatMap((issue) => faultsOf(issue, placeOf));
  const faults = [...text.faults, ...ofSchema];
  if (!parsed.success || faults.length > 0) return refuse(faults);
  const lineOf = (at: readonly string[]): number | undefined => {
    let value: unknown = text.value;
    for (const part of at) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
      // An object that has it, as was seen.
      value = (value as { readonly [key: string]: unknown })[part];
    }
    return placeOf(at).line;
  };
  return { path, settings: parsed.data, lineOf };
};

interface Fault {
  readonly line: number;
  readonly pointer: string;
  readonly message: string;
}

type PlaceOf = (path: readonly (string | number)[]) => Pick<Fault, 'line' | 'pointer'>;

const faultsOf = (issue: z.core.$ZodIssue, placeOf: PlaceOf): readonly Fault[] => {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ ...placeOf([...path, key]), message: 'is not a known setting' }));
  const { line, pointer } = placeOf(path);
  return [{ line, pointer: pointer || '/', message: issue.message }];
};
