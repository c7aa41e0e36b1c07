import { isLocalDay } from '../../calendar/index.ts';
import { isErased, isInstant } from '../../engine/index.ts';
import type { ColumnKind, DeclaredColumn } from './declared-column.ts';

/**
 * What is wrong with a value for a column; undefined for one that it can hold. A store would keep much of it, as another value, or as one that no
 * filter finds.
 */
export const valueFault = (
  {
    kind,
    isNullable,
    isPersonal,
    values,
  }: Pick<DeclaredColumn, 'kind' | 'isNullable' | 'isPersonal' | 'values'>,
  value: unknown,
): string | undefined => {
  if (value === null || value === undefined) return isNullable ? undefined : 'is empty, and may not be';
  if (isPersonal && isErased(value)) return undefined;
  if (!isOfKind[kind](value)) return `holds ${whatIs[kind]}, and not ${shown(value)}`;
  return values === undefined || values.some((one) => one === value)
    ? undefined
    : `holds one of ${values.join(', ')}, and not ${shown(value)}`;
};

const isText = (value: unknown): value is string => typeof value === 'string';

const isOfKind: { readonly [Kind in ColumnKind]: (value: unknown) => boolean } = {
  text: isText,
  integer: Number.isSafeInteger,
  real: Number.isFinite,
  boolean: (value) => typeof value === 'boolean',
  instant: (value) => isText(value) && isInstant(value),
  local: isText,
  day: (value) => isText(value) && isLocalDay(value),
  clock: (value) => typeof value === 'object' && value !== null && 'clock' in value && 'startedAt' in value,
};

const whatIs: { readonly [Kind in ColumnKind]: string } = {
  text: 'texts',
  integer: 'whole numbers',
  real: 'numbers',
  boolean: 'true or false',
  instant: 'instants (2026-11-23T08:30:00.000Z)',
  local: 'wall times',
  day: 'days (2026-11-23)',
  clock: 'clocks',
};

/** A text as it is would tell what may be personal: the message is kept with the parked stream. */
const shown = (value: unknown): string =>
  isText(value)
    ? 'this text'
    : typeof value === 'object'
      ? 'an object'
      : `the ${typeof value} ${String(value)}`;
