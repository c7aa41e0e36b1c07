import { policyDataDifference, policyDifference } from '@phananh/core/reports';
import { shownIn } from '../output/shown.ts';
import { givenPolicy, newerShipped, type PolicyOptions } from '../setup/policy.ts';
import { policyOfPlace } from '../store/policy-of-place.ts';
import type { StorePlace } from '../store/store-address.ts';
import { checkCalendars } from './calendars.ts';
import { type Finding, failure } from './finding.ts';

const what = 'policy';

/** What the log is written under, whether that is what was asked for, and how far its calendars reach. */
export const checkPolicy = async (place: StorePlace, asked: PolicyOptions): Promise<readonly Finding[]> => {
  try {
    const ofLog = await policyOfPlace(place);
    const { policy, adopted } = ofLog;
    const given = givenPolicy(asked, ofLog) ?? policy;
    const versions = policy.calendars.map(({ version }) => version).join(', ');
    const since =
      adopted === null
        ? 'nothing in the log says otherwise; the next serve or import writes it down'
        : `in force since ${shownIn(policy.calendar.zone)(adopted.at)}`;
    const difference =
      adopted === null ? policyDataDifference(given, policy) : policyDifference(given, policy);
    const newer = newerShipped(ofLog);
    const found = `${policy.name} on ${versions}, ${since}`;
    return [
      difference === undefined
        ? { what, state: 'good', found }
        : { what, state: 'bad', found: difference, todo: 'phananh policy adopt puts another one in force.' },
      ...(newer === undefined
        ? []
        : [
            {
              what,
              state: 'warning',
              found: `this version has a newer calendar: ${newer.version}`,
              todo: 'phananh policy adopt --reason <text> puts it in force; phananh redate shows which due days move.',
            } satisfies Finding,
          ]),
      ...checkCalendars(given),
    ];
  } catch (error) {
    return [failure(what, error)];
  }
};
