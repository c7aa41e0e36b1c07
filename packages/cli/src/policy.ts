import {
  compileCalendar,
  huePolicy,
  huePolicyData,
  parseCalendar,
  type SlaPolicy,
  slaPolicy,
  type WorkingCalendar,
} from '@phananh/core';
import { Option } from 'commander';
import { readText } from './calendar/load-calendar.ts';
import { CliError } from './errors.ts';

/** Which policy and which calendars a command works with. */
export interface PolicyOptions {
  readonly policy?: string;
  readonly calendars?: readonly string[];
}

export const policyOption = (): Option =>
  new Option('--policy <file>', 'the terms and clocks as JSON; default those of Hue');

export const calendarsOption = (): Option =>
  new Option(
    '--calendars <files...>',
    'calendar files: of agencies, or a newer version of a calendar; the last one of an id is in force',
  );

/**
 * The policy of a file, else Hue's, on the shipped calendar of Viet Nam and those of files. A file with the id of an
 * earlier one takes its place; the earlier one explains old due days.
 *
 * @throws CliError, InvalidCalendar, InvalidPolicy
 */
export const loadPolicy = ({ policy, calendars = [] }: PolicyOptions): SlaPolicy => {
  if (policy === undefined && calendars.length === 0) return huePolicy;
  const all: readonly WorkingCalendar[] = [
    huePolicy.calendar,
    ...calendars.map((file) => compileCalendar(parseCalendar(readText(file)))),
  ];
  const inForce = new Map(all.map((calendar) => [calendar.id, calendar]));
  const formerCalendars = all.filter((calendar) => inForce.get(calendar.id) !== calendar);
  return slaPolicy(policy === undefined ? huePolicyData : jsonOf(policy), [...inForce.values()], {
    formerCalendars,
  });
};

const jsonOf = (path: string): typeof huePolicyData => {
  try {
    // Whatever it is: the schema of policies checks it.
    return JSON.parse(readText(path));
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new CliError('unreadable-source', `${path} is no JSON: ${error.message}`);
    throw error;
  }
};
