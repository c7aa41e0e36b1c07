import { createReports, huePolicy, type Reports } from '@phananh/core';
import { memoryEventStore } from '@phananh/core/testing';
import { ImportMap as Schema } from '../../src/import/map/schema.ts';
import {
  type ImportMap,
  type ImportOptions,
  type ImportResult,
  importFile,
  type RejectedRow,
} from '../../src/index.ts';

/** A small source: a case opens, may be assigned, may be closed. */
export const smallMap = (changes: object = {}): ImportMap =>
  Schema.parse({
    name: 'other',
    zone: 'America/New_York',
    // On the policy of Hue: what is tested is not where days begin.
    foreignZone: true,
    timeFormats: ['yyyy-MM-dd HH:mm'],
    caseId: 'id',
    steps: [
      {
        command: 'submit',
        at: 'opened',
        input: {
          text: 'text',
          category: { constant: 'roads' },
          location: { object: { lat: { constant: 16.46 }, lng: { constant: 107.59 } } },
          legacy: { object: { dueAt: { instant: 'due' }, status: 'status' } },
        },
      },
      { command: 'verify', at: 'opened' },
      { command: 'assign', at: 'opened', agency: { name: 'agency' } },
      {
        command: 'resolve',
        at: 'closed',
        when: [{ column: 'closed', present: true }],
        input: { result: 'text' },
      },
      {
        command: 'publish',
        at: 'closed',
        when: [{ column: 'closed', present: true }],
        input: { publicText: 'text' },
      },
    ],
    ...changes,
  });

export const smallHeader = 'id,opened,closed,due,status,agency,text';

export const newReports = (): Reports => createReports({ store: memoryEventStore(), policy: huePolicy });

export const importText = async (
  reports: Reports,
  map: ImportMap,
  text: string,
  corrections?: ImportOptions['corrections'],
): Promise<ImportResult & { readonly rejects: readonly RejectedRow[] }> => {
  const rejects: RejectedRow[] = [];
  const pieces = async function* () {
    yield text;
  };
  const result = await importFile({
    map,
    text: pieces(),
    reports,
    onRejected: (row) => rejects.push(row),
    ...(corrections && { corrections }),
  });
  return { ...result, rejects };
};

export const eventsOf = async (reports: Reports) => Array.fromAsync(reports.store.readAll());
