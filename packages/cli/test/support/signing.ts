import { join } from 'node:path';
import { citizen, createReports, huePolicy } from '@phananh/core';
import { sqliteEventStore } from '@phananh/sqlite';
import { signLog } from '../../src/transparency/open-log.ts';

export const origin = 'log.example.vn/phananh';

/** Signs what a store has, as a host does from its start to its end, in the process of the test. */
export const signed = async (
  path: string,
  { folder, key }: { readonly folder: string; readonly key: string },
  witnesses: readonly { readonly url: string; readonly key: string }[] = [],
): Promise<void> => {
  const failures: unknown[] = [];
  const log = await signLog(
    { store: { scheme: 'sqlite', path } },
    { origin, signer: true, seconds: 60, events: 256, witnesses: [...witnesses], folder, key },
    { onError: (error) => failures.push(error), onPublished: () => {} },
  );
  await log?.close();
  if (failures.length > 0) throw failures[0];
};

export const logIn = (directory: string, name = 'log') => ({
  folder: join(directory, name),
  key: join(directory, `${name}.key`),
});

/** Records a report in a store. */
export const reported = async (path: string): Promise<string> => {
  const store = sqliteEventStore(path);
  const reports = createReports({ store, policy: huePolicy });
  const location = { lat: 16.46, lng: 107.59 };
  const { reportId } = await reports.submit({ text: 'Đèn hỏng', location }, { actor: citizen('c-17') });
  await store.close();
  return reportId;
};
