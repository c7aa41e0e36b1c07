import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signNote } from '@phananh/core/transparency';
import { sqliteEventStore } from '@phananh/sqlite';
import { newEvent } from '@phananh/test-support/new-event';
import { type Tamper, tamper } from '@phananh/test-support/tamper';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { beginLog, logSigners, newLogKey, readLogKey, runLog, writeLogKey } from '@phananh/transparency';
import { expect, it } from 'vitest';
import { phananh } from '../support/in-process.ts';

/** What `phananh verify` says of each way in which a hand alters a store or its log: `docs/reference/tampering.md` has it word for word. */

const origin = 'log.example.vn/phananh';
const page = join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'reference', 'tampering.md');
const marks = ['<!-- begin shown: what verify says -->\n', '<!-- end shown -->'] as const;

interface Place {
  readonly store: string;
  readonly folder: string;
  readonly key: string;
}

let original: Place;

const placeIn = (directory: string): Place => ({
  store: join(directory, 'x.db'),
  folder: join(directory, 'log'),
  key: join(directory, 'log.key'),
});

const sign = async ({ store: path, folder, key }: Place): Promise<void> => {
  const store = await sqliteEventStore(path);
  const failed: unknown[] = [];
  await (await runLog({ store, folder, key, origin, onError: (error) => failed.push(error) })).close();
  await store.close();
  expect(failed).toEqual([]);
};

const fill = async ({ store: path }: Place, count: number): Promise<void> => {
  const store = await sqliteEventStore(path);
  for (let at = 0; at < count; at += 1)
    await store.append(`report-${at % 3}`, [newEvent({ grade: 1, at })], { expectedRevision: 'any' });
  await store.close();
};

const copied = (): Place => {
  const place = placeIn(inTemporaryDirectory());
  cpSync(original.store, place.store);
  cpSync(original.folder, place.folder, { recursive: true });
  cpSync(original.key, place.key);
  return place;
};

const sql =
  (...statements: readonly string[]) =>
  ({ store }: Place): void =>
    tamper(store, ({ run }: Tamper) => {
      for (const one of statements) run(one);
    });
const regrade = sql(`UPDATE events SET data = json_set(data, '$.grade', 5) WHERE position = 8`);
/** Begins the next log over a store, and signs it. */
const begun = async (place: Place, reason: string): Promise<void> => {
  await beginLog({ ...place, origin, reason, at: '2026-11-30T12:00:00.000Z' });
  await sign(place);
};
const publicFile = ({ folder }: Place, ...path: readonly string[]): string =>
  join(folder, 'public', '1', ...path);

const restored = 'the store is restored from a backup, and the next log says so';
const putBack = async (place: Place): Promise<void> => {
  sql('DELETE FROM events WHERE position > 17')(place);
  await begun(place, 'restored from the backup of 12 March');
};

/** What was done, and how; what it gives is a checkpoint that somebody kept elsewhere. */
const tamperings: readonly (readonly [string, (place: Place) => unknown])[] = [
  ['nothing', () => {}],
  ['a grade is changed', regrade],
  [
    'a closing is dated back',
    sql(
      `UPDATE events SET metadata = json_set(metadata, '$.occurredAt', '2026-01-01T00:00:00.000Z') WHERE position = 8`,
    ),
  ],
  [
    'another officer did it',
    sql(`UPDATE events SET metadata = json_set(metadata, '$.actor.id', 'o-9') WHERE position = 8`),
  ],
  [
    'an event is deleted, and all that follow move up',
    sql(
      'DELETE FROM events WHERE position = 8',
      'UPDATE events SET position = -position WHERE position > 8',
      'UPDATE events SET position = -position - 1 WHERE position < 0',
    ),
  ],
  [
    'an event is forged between two',
    sql(
      'UPDATE events SET position = -position WHERE position > 8',
      'UPDATE events SET position = -position + 1 WHERE position < 0',
      `INSERT INTO events (position, stream, revision, id, type, version, data, metadata, recorded_at)
       SELECT 9, 'report-forged', 0, randomblob(16), type, version, data, metadata, recorded_at FROM events WHERE position = 8`,
    ),
  ],
  [
    'two revisions are swapped',
    sql(
      'UPDATE events SET revision = 1000 WHERE position = 7',
      'UPDATE events SET revision = 2, position = 1007 WHERE position = 10',
      'UPDATE events SET revision = 3, position = 10 WHERE position = 7',
      'UPDATE events SET position = 7 WHERE position = 1007',
    ),
  ],
  ['the end is cut off', sql('DELETE FROM events WHERE position > 17')],
  [
    'everything is signed anew with another key',
    async (place) => {
      regrade(place);
      rmSync(place.folder, { recursive: true });
      const key = readLogKey(place.key);
      if (key === undefined) throw new TypeError('no key');
      rmSync(place.key);
      writeLogKey(place.key, { ...newLogKey(origin), pseudonymKey: key.pseudonymKey });
      await sign(place);
      cpSync(original.key, place.key);
    },
  ],
  [
    'the key of the log signs another history beside',
    async (place) => {
      const key = readLogKey(place.key);
      if (key === undefined) throw new TypeError('no key');
      const text = `${origin}/1\n15\n${Buffer.alloc(32).toString('base64')}\n`;
      const note = await signNote(text, await logSigners(key, 1));
      appendFileSync(
        publicFile(place, 'checkpoints.jsonl'),
        `${JSON.stringify({ note, edge: [], position: 15 })}\n`,
      );
    },
  ],
  [
    'the text of a checkpoint is altered',
    (place) => {
      const file = publicFile(place, 'checkpoints.jsonl');
      writeFileSync(file, readFileSync(file, 'utf8').replace(String.raw`/1\n15\n`, String.raw`/1\n14\n`));
    },
  ],
  [
    'everybody is given an earlier checkpoint',
    (place) => {
      const [first = ''] = readFileSync(publicFile(place, 'checkpoints.jsonl'), 'utf8').split('\n', 1);
      writeFileSync(publicFile(place, 'checkpoint'), JSON.parse(first).note);
    },
  ],
  [
    'store and log are put back together, and somebody kept a checkpoint',
    async () => {
      const later = copied();
      await fill(later, 4);
      await sign(later);
      return publicFile(later, 'checkpoint');
    },
  ],
  [
    'a tile is altered',
    (place) => {
      const file = publicFile(place, 'tile', '0', '000.p', '20');
      const bytes = readFileSync(file);
      bytes.fill(0, 64, 96);
      writeFileSync(file, bytes);
    },
  ],
  [
    'a grade is changed, and the entries of the log are deleted',
    (place) => {
      regrade(place);
      rmSync(join(place.folder, 'entries'), { recursive: true });
    },
  ],
  [
    'a grade is changed, and a new log is begun over it',
    (place) => {
      regrade(place);
      return begun(place, 'the disk was lost');
    },
  ],
  [
    'a new log is begun, and the one before it is thrown away',
    async (place) => {
      regrade(place);
      await begun(place, 'the disk was lost');
      for (const part of ['public', 'entries']) rmSync(join(place.folder, part, '1'), { recursive: true });
    },
  ],
  [
    'a new log is begun with another key, and somebody kept a checkpoint',
    async (place) => {
      regrade(place);
      rmSync(place.key);
      await begun(place, 'the key was lost');
      return join(original.folder, 'public', '1', 'checkpoint');
    },
  ],
  [
    'a new log is begun with another key',
    async (place) => {
      regrade(place);
      rmSync(place.key);
      await begun(place, 'the key was lost');
    },
  ],
  [restored, putBack],
];

it('each tampering is named by the line that the documentation shows', async () => {
  original = placeIn(inTemporaryDirectory());
  for (const count of [6, 9, 5]) {
    await fill(original, count);
    await sign(original);
  }
  const shown: string[] = [];
  for (const [what, alter] of tamperings) {
    const place = copied();
    const kept = await alter(place);
    const config = `${place.store}.json`;
    const { folder, key, store } = place;
    writeFileSync(
      config,
      JSON.stringify({ store: `sqlite:${store}`, transparency: { origin, folder, key } }),
    );
    const elsewhere = typeof kept === 'string' ? ['--checkpoint', kept] : [];
    const { code, out, err } = await phananh('verify', '--config', config, ...elsewhere);
    expect([what, err, code]).toEqual([what, '', what === 'nothing' ? 0 : 1]);
    shown.push(`# ${what}\n${out}`);
  }
  const text = readFileSync(page, 'utf8');
  const [begin, end] = [text.indexOf(marks[0]) + marks[0].length, text.indexOf(marks[1])];
  const lines = `\`\`\`text\n${shown.join('\n')}\`\`\`\n`;
  if (process.env.PHANANH_SHOW === 'write')
    writeFileSync(page, text.slice(0, begin) + lines + text.slice(end));
  else expect(text.slice(begin, end)).toBe(lines);
});
