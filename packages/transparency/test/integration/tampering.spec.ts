import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { leafMaker, readCheckpoint, signNote, textOfNote } from '@phananh/core/transparency';
import { sqliteEventStore } from '@phananh/sqlite';
import { newEvent } from '@phananh/test-support/new-event';
import { tamper } from '@phananh/test-support/tamper';
import { expect, it } from 'vitest';
import {
  logSigners,
  newLogKey,
  nodeCrypto,
  openLogFolder,
  readLogKey,
  verifyStore,
} from '../../src/index.ts';
import { changing, sign, signedOrigin, signedStore } from '../support/signed-store.ts';

const origin = signedOrigin;
const { signed, copied, verified, faultsAfter } = signedStore();

it('a log that nobody touched verifies', async () => {
  const { newest, ...found } = await verified(copied());
  expect({ ...found, size: newest?.size }).toEqual({
    events: 600,
    uncovered: 0,
    checkpoints: 3,
    faults: [],
    size: 600,
  });
});

it('events that no checkpoint covers yet are said, and are no fault', async () => {
  const place = copied();
  const store = await sqliteEventStore(place.store);
  await store.append('report-1', [newEvent()], { expectedRevision: 'any' });
  await store.close();
  expect(await verified(place)).toMatchObject({ events: 601, uncovered: 1, faults: [] });
});

it('a grade that was changed is named', async () => {
  const faults = await faultsAfter(
    changing(`UPDATE events SET data = json_set(data, '$.grade', 5) WHERE position = 42`),
  );
  expect(faults).toEqual([
    {
      kind: 'changed',
      entry: 41,
      position: 42,
      stream: 'report-1',
      revision: 4,
      eventId: expect.any(String),
      type: 'something-happened',
      what: 'what it says is not what was signed',
    },
  ]);
});

it.each([
  [
    'dated back',
    `UPDATE events SET metadata = json_set(metadata, '$.occurredAt', '2026-01-01T00:00:00.000Z') WHERE position = 300`,
  ],
  [
    'recorded at another time',
    `UPDATE events SET recorded_at = '2026-01-01T00:00:00.000Z' WHERE position = 300`,
  ],
  [
    'given another actor',
    `UPDATE events SET metadata = json_set(metadata, '$.actor.id', 'o-2') WHERE position = 300`,
  ],
  ['given another type', `UPDATE events SET type = 'closed' WHERE position = 300`],
  ['given another schema version', `UPDATE events SET version = 2 WHERE position = 300`],
])('an event that was %s is named', async (_, sql) => {
  expect(await faultsAfter(changing(sql))).toEqual([
    expect.objectContaining({ kind: 'changed', position: 300, entry: 299 }),
  ]);
});

it('an event that was deleted is named, though all that follow have moved up', async () => {
  const faults = await faultsAfter(({ store }) =>
    tamper(store, ({ run }) => {
      run('DELETE FROM events WHERE position = 42');
      run('UPDATE events SET position = -position WHERE position > 42');
      run('UPDATE events SET position = -position - 1 WHERE position < 0');
    }),
  );
  expect(faults).toEqual([
    expect.objectContaining({ kind: 'removed', entry: 41, stream: 'report-1', revision: 4 }),
  ]);
});

it('an event that was deleted, and its place left, is named', async () => {
  const faults = await faultsAfter(changing('DELETE FROM events WHERE position = 42'));
  expect(faults).toEqual([expect.objectContaining({ kind: 'removed', entry: 41, stream: 'report-1' })]);
});

it('an event that was inserted is named', async () => {
  const faults = await faultsAfter(({ store }) =>
    tamper(store, ({ run }) => {
      run('UPDATE events SET position = -position WHERE position > 42');
      run('UPDATE events SET position = -position + 1 WHERE position < 0');
      run(`INSERT INTO events (position, stream, revision, id, type, version, data, metadata, recorded_at)
           SELECT 43, 'report-forged', 0, randomblob(16), type, version, data, metadata, recorded_at FROM events WHERE position = 42`);
    }),
  );
  expect(faults).toEqual([
    expect.objectContaining({
      kind: 'inserted',
      entry: 42,
      position: 43,
      stream: 'report-forged',
      revision: 0,
    }),
  ]);
});

it('two revisions that were swapped are both named', async () => {
  const faults = await faultsAfter(({ store }) =>
    tamper(store, ({ run }) => {
      run('UPDATE events SET revision = 1000 WHERE position = 42');
      run('UPDATE events SET revision = 4, position = 1042 WHERE position = 52');
      run('UPDATE events SET revision = 5, position = 52 WHERE position = 42');
      run('UPDATE events SET position = 42 WHERE position = 1042');
    }),
  );
  const named = faults.map(({ kind, entry, what }) => `${kind} ${entry}: ${what}`);
  expect(named).toEqual(
    expect.arrayContaining([
      'changed 41: it was signed as revision 4 of report-1',
      'changed 51: it was signed as revision 5 of report-1',
    ]),
  );
  expect(new Set(faults.map(({ entry }) => entry))).toEqual(new Set([41, 51]));
});

it('a log that was cut off is named', async () => {
  const faults = await faultsAfter(changing('DELETE FROM events WHERE position > 590'));
  expect(faults).toEqual([
    expect.objectContaining({ kind: 'truncated', entry: 590, lastEntry: 599, stream: 'report-0' }),
  ]);
});

it('everything signed anew by another key is named: the folder does not vouch for itself', async () => {
  const faults = await faultsAfter(async (place) => {
    changing(`UPDATE events SET data = json_set(data, '$.grade', 5) WHERE position = 42`)(place);
    rmSync(place.folder, { recursive: true });
    rmSync(place.key);
    await sign(place);
  });
  expect(faults).toEqual([
    expect.objectContaining({ kind: 're-signed', checkpoint: 600, what: 'no key of the log signed it' }),
  ]);
});

it('a checkpoint of another history, signed by the key of the log, is a fork', async () => {
  const faults = await faultsAfter(async (place) => {
    const key = readLogKey(signed().key);
    if (key === undefined) throw new Error('no key');
    const text = `${origin}/1\n400\n${Buffer.from(nodeCrypto.sha256(new Uint8Array(1))).toString('base64')}\n`;
    const note = await signNote(text, await logSigners(key, 1));
    const file = join(place.folder, 'public', '1', 'checkpoints.jsonl');
    appendFileSync(file, `${JSON.stringify({ note, edge: [], position: 400 })}\n`);
  });
  expect(faults).toEqual([expect.objectContaining({ kind: 'fork', checkpoint: 400 })]);
});

it('a checkpoint whose text was altered is named', async () => {
  const faults = await faultsAfter(({ folder }) => {
    const file = join(folder, 'public', '1', 'checkpoints.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').replace(String.raw`/1\n500\n`, String.raw`/1\n499\n`));
  });
  expect(faults).toEqual([expect.objectContaining({ kind: 'signature-wrong', checkpoint: 499 })]);
});

it('tiles that were altered are named, and the store that is as it was signed is not', async () => {
  const faults = await faultsAfter(({ folder }) => {
    const file = join(folder, 'public', '1', 'tile', '0', '000');
    const bytes = readFileSync(file);
    bytes.fill(0, 64, 96);
    writeFileSync(file, bytes);
  });
  expect(faults).toEqual([expect.objectContaining({ kind: 'tiles-altered', checkpoint: 600 })]);
});

it('tiles and store altered together are held against the checkpoints: between two of them', async () => {
  const faults = await faultsAfter(async (place) => {
    changing(`UPDATE events SET data = json_set(data, '$.grade', 5) WHERE position = 342`)(place);
    // The tiles of the changed store, under the checkpoints of the true one.
    const forged = { ...copied(), store: place.store };
    rmSync(forged.folder, { recursive: true });
    await sign(forged);
    cpSync(join(forged.folder, 'public', '1', 'tile'), join(place.folder, 'public', '1', 'tile'), {
      recursive: true,
    });
  });
  expect(faults).toEqual([
    expect.objectContaining({ kind: 'tiles-altered' }),
    expect.objectContaining({ kind: 'unlike-checkpoint', checkpoint: 500, entry: 200, lastEntry: 499 }),
  ]);
});

it('an entry bundle that was altered names the event all the same', async () => {
  const faults = await faultsAfter((place) => {
    changing(`UPDATE events SET data = json_set(data, '$.grade', 5) WHERE position = 42`)(place);
    rmSync(join(place.folder, 'entries'), { recursive: true });
  });
  expect(faults).toEqual([
    expect.objectContaining({ kind: 'entries-altered', entry: 41 }),
    expect.objectContaining({ kind: 'changed', entry: 41, position: 42, stream: 'report-1', revision: 4 }),
  ]);
});

it('the key of another log verifies nothing', async () => {
  const place = copied();
  const store = await sqliteEventStore(place.store, { readonly: true });
  const other = newLogKey(origin);
  const maker = leafMaker({ origin: `${origin}/1`, pseudonymKey: other.pseudonymKey, hashes: nodeCrypto });
  const keys = (await logSigners(other, 1)).map((signer) => signer.key);
  const { faults } = await verifyStore({ store, folder: openLogFolder(place.folder, 1), maker, keys });
  await store.close();
  expect(faults.map(({ kind }) => kind)).toEqual(['re-signed', 're-signed', 're-signed']);
  const [one] = openLogFolder(place.folder, 1).kept.all();
  expect(one && textOfNote(readCheckpoint(one.note).note)).toBe(one?.note);
});
