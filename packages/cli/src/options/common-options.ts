import { epochOfInstant, InvalidInstant } from '@phananh/core/calendar';
import { instantOf } from '@phananh/core/engine';
import { periodForms } from '@phananh/core/read-models';
import { Command, InvalidArgumentError } from 'commander';
import { configOption, type SettingsOptions, settingOption } from '../config/options.ts';
import type { WorkflowOptions } from '../setup/workflows.ts';
import { parseReadModels, parseStoreAddress, type StorePlace } from '../store/store-address.ts';

/** Options that commands share, and the checks of their values. */

export interface CommonOptions extends StorePlace, WorkflowOptions, SettingsOptions {
  readonly json?: boolean;
}

const jsonOption = [
  '--json',
  'for machines: JSON on standard output, everything else on standard error',
] as const;

/** A command with `--json` and an example under its help. */
export const bareCommand = (name: string, summary: string, example: string): Command =>
  new Command(name)
    .description(summary)
    .option(...jsonOption)
    .addHelpText('after', `\nExample:\n  $ phananh ${example}`);

/** A command with `--store`, `--read-models`, `--workflows`, `--config`, `--json` and an example under its help. */
export const commandWith = (name: string, summary: string, example: string): Command =>
  new Command(name)
    .description(summary)
    .addOption(settingOption('store', parseStoreAddress))
    .addOption(settingOption('readModels', parseReadModels))
    .addOption(settingOption('workflows'))
    .addOption(configOption())
    .option(...jsonOption)
    .addHelpText('after', `\nExample:\n  $ phananh ${example}`);

export const instantOption = (text: string): string => {
  try {
    return instantOf(epochOfInstant(text));
  } catch (error) {
    if (!(error instanceof InvalidInstant)) throw error;
    throw new InvalidArgumentError('an instant has an offset, such as 2026-11-23T08:30:00+07:00');
  }
};

export const dayOption = (text: string): string => {
  if (isDay(text)) return text;
  throw new InvalidArgumentError('a day is written as 2026-11-23');
};

/** A month of the calendar. */
export const monthOption = (text: string): string => {
  const { form, example } = periodForms.month;
  if (form.test(text)) return text;
  throw new InvalidArgumentError(`a month is written as ${example}`);
};

const isDay = (text: string): boolean => {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(text) : undefined;
  return at !== undefined && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
};

/** An instant, or a day, which stands for its beginning where the policy is in force: who has the calendar says when. */
export const momentOption = (text: string): string => {
  if (isDay(text)) return text;
  try {
    return instantOption(text);
  } catch {
    throw new InvalidArgumentError(
      'an instant has an offset, such as 2026-11-23T08:30:00+07:00; a day is 2026-11-23',
    );
  }
};

export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`a whole number from ${least} to ${most}`);
  };

/** Why somebody decided something. */
export const reasonOption = (text: string): string => {
  const reason = text.trim();
  if (reason.length === 0 || reason.length > 500)
    throw new InvalidArgumentError('a reason has 1 to 500 characters');
  return reason;
};
