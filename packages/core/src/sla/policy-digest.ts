import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '../engine/index.ts';
import type { ClockPolicy } from './clock-policy.ts';
import { officialPolicy } from './command-policy.ts';

/** What follows from a policy, which never changes: its calendars are long, and a program may open a lifecycle over it many times. */
const digests = new WeakMap<object, string>();

/**
 * SHA-256 in hexadecimal of the canonical JSON (RFC 8785) of a policy's data and of its calendars in force, the policy's own first:
 * what the due instants of an event can be computed from again. Former calendars are not in it.
 */
export const policyDigestOf = (
  policy: Pick<ClockPolicy, 'calendar' | 'calendars' | 'formerCalendars'>,
): string => {
  const announced = officialPolicy(policy);
  const known = digests.get(announced);
  if (known !== undefined) return known;
  const { calendar, calendars, formerCalendars: _, ...data } = announced;
  const said = {
    policy: { ...data, calendar: calendar.id },
    calendars: calendars.map(({ version, data: days }) => ({ version, days })),
  };
  const digest = bytesToHex(sha256(utf8ToBytes(canonicalJson(JSON.parse(JSON.stringify(said))))));
  digests.set(announced, digest);
  return digest;
};
