import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { agency, citizen, createReports, huePolicy, operator } from '@phananh/core';
import { memoryEventStore, simulatedClock } from '@phananh/core/testing';
import { fileKeyWrapper, sqliteKeyStore } from '@phananh/sqlite';
import { until } from '@phananh/test-support/api';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { onTestFinished } from 'vitest';
import { type Converter, fileStorage, runEvidence } from '../../src/index.ts';

const folders = temporaryFiles();
export const hue = citizen('c-17');
export const other = citizen('c-18');
export const centre = operator('o-3');
export const lighting = agency('officer-9', 'agency-hue-lighting');
export const parks = agency('officer-4', 'agency-hue-parks');
export const hour = 3_600_000;

export const start = async (
  how: {
    readonly converter?: Converter;
    readonly limits?: object;
    readonly copyLimits?: object;
    readonly spoolIsFile?: boolean;
  } = {},
) => {
  const folder = folders();
  const clock = simulatedClock('2026-12-07T02:00:00.000Z');
  const reports = createReports({ store: memoryEventStore({ clock }), policy: huePolicy, clock });
  for (const agencyId of ['agency-hue-lighting', 'agency-hue-parks'])
    await reports.agencies.register({ agencyId, name: agencyId, kind: 'enterprise' }, { actor: centre });
  const keys = sqliteKeyStore(join(folder, 'keys.db'), fileKeyWrapper(join(folder, 'key')));
  if (how.spoolIsFile) await writeFile(join(folder, 'incoming'), '');
  const failures: unknown[] = [];
  const running = runEvidence({
    reports,
    keys,
    storage: fileStorage(join(folder, 'stored')),
    folder,
    ...(how.converter && { converter: how.converter }),
    ...(how.limits && { limits: how.limits }),
    ...(how.copyLimits && { copyLimits: how.copyLimits }),
    onError: (error) => failures.push(error),
  });
  onTestFinished(running.close);
  const { evidence } = running;
  const upload = async (bytes: Buffer, actor = hue, options = {}) =>
    (await evidence.upload(inParts(bytes), { actor, ...options })).attachmentId;
  const settled = (id: string, actor = hue) =>
    until(
      async () => (await evidence.status(id, actor)).publicCopy,
      (state) => state !== 'pending',
    );
  const bytes = async (id: string, form: 'original' | 'copy' | 'thumbnail', actor?: typeof hue) =>
    Buffer.concat(await Array.fromAsync((await evidence.find(id, form, actor)).read()));
  const submit = (attachments: string[], actor = hue) =>
    reports.submit(
      { text: 'Đèn hỏng', location: { lat: 16.46, lng: 107.59 }, channel: 'app', attachments },
      { actor },
    );
  /** Everything that was ever written below the folder. */
  const written = async (): Promise<Buffer> => {
    const names = await readdir(folder, { recursive: true });
    const files = [];
    for (const name of names) {
      const path = join(folder, name);
      if ((await stat(path)).isFile()) files.push(await readFile(path));
    }
    return Buffer.concat(files);
  };
  return { folder, clock, reports, keys, evidence, upload, settled, bytes, submit, written, failures };
};

export async function* inParts(bytes: Buffer, size = 10_000): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export const coded = (code: string) => ({ code });
