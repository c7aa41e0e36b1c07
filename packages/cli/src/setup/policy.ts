import { isDeepStrictEqual } from 'node:util';
import { type EventStore, huePolicy, type SlaPolicy } from '@phananh/core';
import { compileCalendar, parseCalendar, type WorkingCalendar } from '@phananh/core/calendar';
import {
  checkReportPolicy,
  type huePolicyData,
  type PolicyOfLog,
  policyDataDifference,
  policyDataOf,
  policyDifference,
  policyOfLog,
  policyOnCalendars,
  reportPolicyForWriting,
  silentLog,
} from '@phananh/core/reports';
import { isOlderVersion } from '@phananh/core/sla';
import type { Option } from 'commander';
import { readJsonFile, readText } from '../config/json-file.ts';
import { settingOption } from '../config/options.ts';
import { say } from '../output/output.ts';
import { CliError } from '../process/errors.ts';
import { osUser } from '../process/os-user.ts';
import { isToBeMade, type StorePlace } from '../store/store-address.ts';

/**
 * The one place where commands get the policy and its calendars from: what stands in the log, and what was asked for on top of it.
 */

/** Which policy and which calendars a command works with. */
export interface PolicyOptions {
  readonly policy?: string;
  readonly calendars?: readonly string[];
}

export const policyOption = (): Option => settingOption('policy');

export const calendarsOption = (): Option => settingOption('calendars');

/**
 * What was asked for, on top of what the log is written under: the policy of a file, else the log's, on the log's calendars and
 * those of files, in whichever order these are named. Of files with one id the newest is in force, and any of them rather than the
 * log's; the others explain old due days. Undefined: nothing was asked for.
 *
 * @throws CliError, InvalidCalendar, InvalidPolicy
 */
export const givenPolicy = (
  { policy, calendars = [] }: PolicyOptions,
  { policy: ofLog }: PolicyOfLog,
): SlaPolicy | undefined => {
  if (policy === undefined && calendars.length === 0) return undefined;
  const given = calendars.map((file) => compileCalendar(parseCalendar(readText(file))));
  demandOneContent(given);
  const data = policy === undefined ? policyDataOf(ofLog) : jsonOf(policy);
  return policyOnCalendars(data, ofLog, given);
};

/** What is put in force by its name: as {@link givenPolicy}, and on a calendar that is shipped where that is newer than the log's. */
export const policyToAdopt = (options: PolicyOptions, ofLog: PolicyOfLog): SlaPolicy => {
  const shipped = newerShipped(ofLog);
  const policy = policyOnCalendars(
    policyDataOf(ofLog.policy),
    ofLog.policy,
    shipped === undefined ? [] : [shipped],
  );
  return givenPolicy(options, { ...ofLog, policy }) ?? policy;
};

/** The calendar that this version ships, where the log is written on an older one. */
export const newerShipped = ({ policy: { calendars } }: PolicyOfLog): WorkingCalendar | undefined => {
  const { calendar: shipped } = huePolicy;
  const ofLog = calendars.find(({ id }) => id === shipped.id);
  return ofLog !== undefined && isOlderVersion(ofLog.version, shipped.version) ? shipped : undefined;
};

/** A policy that is read by. */
export interface PolicyToRead {
  readonly policy: SlaPolicy;
  readonly ofLog: PolicyOfLog;
  /** How what was asked for differs from what the log is written under. */
  readonly difference: string | undefined;
}

/** The policy for a command that reads: what was asked for, or else the log's. Where the two differ, that is said. */
export const policyToRead = async (
  store: Pick<EventStore, 'readStream'>,
  options: PolicyOptions = {},
): Promise<PolicyToRead> => {
  return asPolicyToRead(await policyOfLog(store), options);
};

/** The same of what a log is written under. */
export const asPolicyToRead = (ofLog: PolicyOfLog, options: PolicyOptions): PolicyToRead => {
  const given = givenPolicy(options, ofLog);
  const isSilent = ofLog.adopted === null;
  const difference =
    given && (isSilent ? policyDataDifference(given, ofLog.policy) : policyDifference(given, ofLog.policy));
  if (difference !== undefined) say(`${difference}; this is computed under what was given`);
  return { policy: given ?? ofLog.policy, ofLog, difference };
};

/**
 * The policy for a command that writes; it stands in the log afterwards.
 *
 * @param check throws for a policy that the command cannot write under
 * @throws PolicyDiffers where something else was asked for than what the log is written under
 */
export const policyToWrite = async (
  store: EventStore,
  options: PolicyOptions,
  check: (policy: SlaPolicy) => void = () => {},
): Promise<SlaPolicy> => {
  const given = (ofLog: PolicyOfLog): SlaPolicy | undefined => givenPolicy(options, ofLog);
  const { policy } = await reportPolicyForWriting(store, { given, actor: osUser(), check });
  return policy;
};

/**
 * Before the file of a store is made: what a log of reports could not begin with. Of a store that is there nothing is looked at.
 *
 * @param check throws for a policy that is not to begin with
 */
export const demandPolicyOfNew = (
  place: StorePlace,
  options: PolicyOptions,
  check: (policy: SlaPolicy) => void = () => {},
): void => {
  if (!isToBeMade(place)) return;
  const policy = givenPolicy(options, silentLog) ?? silentLog.policy;
  checkReportPolicy(policy);
  check(policy);
};

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
