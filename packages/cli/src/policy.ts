import { isDeepStrictEqual } from 'node:util';
import { huePolicy, type SlaPolicy } from '@phananh/core';
import { compileCalendar, parseCalendar, type WorkingCalendar } from '@phananh/core/calendar';
import { huePolicyData, slaPolicy } from '@phananh/core/reports';
import { isOlderVersion } from '@phananh/core/sla';
import { Option } from 'commander';
import { CliError } from './errors.ts';
import { readJsonFile, readText } from './json-file.ts';

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
    'calendar files: of agencies, or another version of a calendar; the newest one of an id is in force',
  );

/**
 * The policy of a file, else Hue's, on the shipped calendar of Viet Nam and those of files, in whichever order these are named. Of
 * files with one id the newest is in force, and any of them rather than the shipped one; the others explain old due days.
 *
 * @throws CliError, InvalidCalendar, InvalidPolicy
 */
export const loadPolicy = ({ policy, calendars = [] }: PolicyOptions): SlaPolicy => {
  if (policy === undefined && calendars.length === 0) return huePolicy;
  const given = calendars.map((file) => compileCalendar(parseCalendar(readText(file))));
  demandOneContent(given);
  const all: readonly WorkingCalendar[] = [huePolicy.calendar, ...given.toSorted(byVersion)];
  const inForce = new Map(all.map((calendar) => [calendar.id, calendar]));
  const formerCalendars = all.filter(({ id, version }) => inForce.get(id)?.version !== version);
  return slaPolicy(policy === undefined ? huePolicyData : jsonOf(policy), [...inForce.values()], {
    formerCalendars,
  });
};

const byVersion = ({ version: a }: WorkingCalendar, { version: b }: WorkingCalendar): number =>
  isOlderVersion(a, b) ? -1 : isOlderVersion(b, a) ? 1 : 0;

/** Two files of one version must say the same: else which of them counts would be a matter of their order. */
const demandOneContent = (calendars: readonly WorkingCalendar[]): void => {
  for (const [index, { version, data }] of calendars.entries())
    if (
      calendars.slice(0, index).some((one) => one.version === version && !isDeepStrictEqual(one.data, data))
    )
      throw new CliError(
        'wrong-usage',
        `two calendar files are ${version} and say different things: another content has another compiledOn`,
      );
};

const jsonOf = (path: string): typeof huePolicyData =>
  // Whatever it is: the schema of policies checks it.
  readJsonFile(path, 'unreadable-source') as typeof huePolicyData;
