import { createReports, type EventStore, type Reports, type SlaPolicy } from '@phananh/core';
import { type PolicyOfLog, policyOfLog, silentLog } from '@phananh/core/reports';
import { openForReading } from './open-store.ts';
import { isToBeMade, type StorePlace } from './store-address.ts';

/** What the log of a place is written under. A file that is not there has no log yet. */
export const policyOfPlace = async (place: StorePlace): Promise<PolicyOfLog> =>
  isToBeMade(place) ? silentLog : policyOfThere(place);

/** Of a store that has to be there: its address may be mistyped. */
export const policyOfThere = async (place: StorePlace): Promise<PolicyOfLog> => {
  const store = await openForReading(place);
  try {
    return await policyOfLog(store);
  } finally {
    await store.close();
  }
};

export const openReports = (store: EventStore, policy: SlaPolicy): Reports =>
  createReports({ store, policy });

/** Reports as the log is written: for whoever reads them. */
export const openReportsOf = async (store: EventStore): Promise<Reports> =>
  openReports(store, (await policyOfLog(store)).policy);
