import type { WorkingCalendar } from '../../calendar/index.ts';
import { canonicalJson, isList, type JsonValue } from '../../engine/index.ts';
import { officialPolicy } from '../../sla/index.ts';
import { policyDataOf, type SlaPolicy } from '../policy.ts';

/** In words, how a policy differs from the one that a log is written under, name and first place; undefined: in nothing. */
export const policyDifference = (given: SlaPolicy, ofLog: SlaPolicy): string | undefined =>
  policyDataDifference(given, ofLog) ?? calendarDifference(given, ofLog);

/** The same without calendars. */
export const policyDataDifference = (given: SlaPolicy, ofLog: SlaPolicy): string | undefined => {
  const place = firstDifference(asJson(policyDataOf(given)), asJson(policyDataOf(ofLog)), '');
  if (place === undefined) return undefined;
  return given.name === ofLog.name
    ? `the log is written under another ${ofLog.name}: they differ at ${place}`
    : `the log is written under the policy ${ofLog.name}, not under ${given.name}`;
};

const calendarDifference = (given: SlaPolicy, ofLog: SlaPolicy): string | undefined => {
  const [own, others] = [officialPolicy(given).calendars, officialPolicy(ofLog).calendars];
  const versions = (calendars: readonly WorkingCalendar[]): string =>
    calendars.map(({ version }) => version).join(', ');
  const [here, there] = [versions(own), versions(others)];
  if (here !== there) return `the log is written on the calendars ${there}, not on ${here}`;
  const other = own.find(({ data }, index) => !isSameData(data, others[index]?.data));
  return other && `the log has another calendar as ${other.version}: another content has another compiledOn`;
};

const isSameData = (a: object, b: object | undefined): boolean =>
  b !== undefined && canonicalJson(asJson(a)) === canonicalJson(asJson(b));

/** Data as JSON has it: what is undefined is not there. */
const asJson = (data: object): JsonValue => JSON.parse(JSON.stringify(data));

/** A JSON pointer to the first place where two values differ. */
const firstDifference = (a: JsonValue, b: JsonValue, at: string): string | undefined => {
  const bothObjects = [a, b].every((one) => typeof one === 'object' && one !== null && !isList(one));
  if (!bothObjects) return canonicalJson(a) === canonicalJson(b) ? undefined : at || '/';
  // Both are objects and no lists, as the line above made sure.
  const [left, right] = [a, b] as readonly { readonly [name: string]: JsonValue | undefined }[];
  for (const name of new Set([...Object.keys(left ?? {}), ...Object.keys(right ?? {})])) {
    const found = firstDifference(left?.[name] ?? null, right?.[name] ?? null, `${at}/${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
};
