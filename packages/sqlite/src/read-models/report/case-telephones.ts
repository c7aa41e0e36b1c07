import { createHash } from 'node:crypto';
import type { EventStore, RecordedEvent } from '@phananh/core';
import { idInStream, isErased } from '@phananh/core/engine';
import { normalTelephone, reportWorkflow } from '@phananh/core/reports';
import type { Database } from 'better-sqlite3';
import type { Projection } from '../building/projection.ts';

/**
 * By which telephone numbers cases are found. The tables lie in clear beside the log and have no contact: of a number they have a digest under the
 * key of the log, and none once the contact is erased or hidden.
 */
export const telephonesTable = `
CREATE TABLE case_telephones (report_id TEXT PRIMARY KEY, telephone TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

type Digesting = Pick<EventStore, 'keyedDigests'>;

/** A contact with a telephone number, as an event of a report has it. */
const telephoneOf = ({ type, data: { contact } }: RecordedEvent): string | undefined => {
  if (type !== 'submitted' || typeof contact !== 'object' || contact === null || isErased(contact))
    return undefined;
  const phone = 'phone' in contact ? contact.phone : undefined;
  return typeof phone === 'string' ? normalTelephone(phone) : undefined;
};

/** Whether an event takes away the contact that its report began with. */
const takesContact = ({ type, data }: RecordedEvent): boolean =>
  (type === 'redacted' && data.field === 'contact') ||
  (type === 'personal-data-erased' &&
    Array.isArray(data.revisions) &&
    data.revisions.includes(0) &&
    (!Array.isArray(data.fields) || data.fields.includes('/contact')));

/** The projection of cases, which keeps the digests of their telephone numbers in the same transactions. */
export const withTelephones = (database: Database, store: Digesting, cases: Projection): Projection => {
  const put = database.prepare<[string, string]>('INSERT OR REPLACE INTO case_telephones VALUES (?, ?)');
  const drop = database.prepare<[string]>('DELETE FROM case_telephones WHERE report_id = ?');
  /** By the position of the event that says the number. */
  const digests = new Map<number, string>();
  return {
    ...cases,
    prepare: async (events) => {
      digests.clear();
      const said = events.flatMap((event) => {
        const telephone = idInStream(reportWorkflow, event.stream) && telephoneOf(event);
        return telephone === undefined ? [] : [{ position: event.position, telephone }];
      });
      if (said.length > 0) {
        const found = await digestsOf(
          store,
          said.map(({ telephone }) => telephone),
        );
        for (const [place, { position }] of said.entries()) digests.set(position, found[place] ?? '');
      }
      return (await cases.prepare?.(events)) ?? [];
    },
    apply: (events) => {
      cases.apply(events);
      for (const event of events) {
        const reportId = idInStream(reportWorkflow, event.stream);
        if (reportId === undefined) continue;
        const digest = digests.get(event.position);
        if (digest !== undefined) put.run(reportId, digest);
        if (takesContact(event)) drop.run(reportId);
      }
    },
  };
};

/** Under the key of the log. In a log that has none the numbers stand in clear, and nothing is told by a digest under none. */
const digestsOf = async (store: Digesting, telephones: readonly string[]): Promise<readonly string[]> => {
  const values = telephones.map((telephone) => `telephone ${telephone}`);
  return (await store.keyedDigests?.(values)) ?? values.map(withoutKey);
};

const withoutKey = (value: string): string => createHash('sha256').update(value).digest('base64url');

/** What stands in the tables for a number: a row from before the log was sealed has its digest without a key. */
export const telephoneWanted = async (store: Digesting, telephone: string): Promise<readonly string[]> => [
  ...new Set([...(await digestsOf(store, [telephone])), withoutKey(`telephone ${telephone}`)]),
];
