import type { SlaPolicy } from '@phananh/core';
import { epochOfInstant, isSameZone } from '@phananh/core/calendar';
import { CliError } from '../../process/errors.ts';
import type { ImportMap } from './schema.ts';

/**
 * That the times of a file are of the zone on whose days figures count, or that the map knows they are not. What is due or
 * closed near midnight would be of another day, and of another month, than where it happened.
 *
 * @throws CliError `foreign-zone`
 */
export const demandZone = (
  { zone, foreignZone }: Pick<ImportMap, 'zone' | 'foreignZone'>,
  { name, calendar }: Pick<SlaPolicy, 'name' | 'calendar'>,
): void => {
  const { window, startOf } = calendar;
  const [from, to] = [window.from, window.to].map((day) => epochOfInstant(startOf(day)));
  if (foreignZone || isSameZone(zone, calendar.zone, from ?? 0, to ?? 0)) return;
  throw new CliError(
    'foreign-zone',
    `the map says ${zone}, and the policy ${name} counts days of ${calendar.zone} (${calendar.version})`,
  );
};
