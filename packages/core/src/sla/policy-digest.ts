import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson, keptBy } from '../engine/index.ts';
import type { ClockPolicy } from './clock-policy.ts';
import { officialPolicy } from './command-policy.ts';

/**
 * SHA-256 in hexadecimal of the canonical JSON (RFC 8785) of a policy's data and of its calendars in force, the policy's own first:
 * what the due instants of an event can be computed from again. Former calendars are not in it.
 */
export const policyDigestOf = (
  policy: Pick<ClockPolicy, 'calendar' | 'calendars' | 'formerCalendars'>,
): string => digestOf(officialPolicy(policy));

/** The same of the policy of any workflow; undefined for one that has no clocks. */
export const digestOfAnyPolicy = (policy: unknown): string | undefined =>
  hasCalendars(policy) ? policyDigestOf(policy) : undefined;

/** What a policy of clocks has, and the policy of a workflow without clocks has not. */
const hasCalendars = (
  policy: unknown,
): policy is Pick<ClockPolicy, 'calendar' | 'calendars' | 'formerCalendars'> =>
  typeof policy === 'object' &&
  policy !== null &&
  'calendar' in policy &&
  'calendars' in policy &&
  'formerCalendars' in policy;

/** Kept: calendars are long, and a program may open a lifecycle over one policy many times. */
const digestOf = keptBy(
  (announced: Pick<ClockPolicy, 'calendar' | 'calendars' | 'formerCalendars'>): string => {
    const { calendar, calendars, formerCalendars: _, ...data } = announced;
    const said = {
      policy: { ...data, calendar: calendar.id },
      calendars: calendars.map(({ version, data: days }) => ({ version, days })),
    };
    return bytesToHex(sha256(utf8ToBytes(canonicalJson(JSON.parse(JSON.stringify(said))))));
  },
);
