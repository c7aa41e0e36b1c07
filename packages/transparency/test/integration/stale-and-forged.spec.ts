import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventStore, NewEvent } from '@phananh/core';
import { envelopesOf, sealedEventStore } from '@phananh/core/privacy';
import { reportWorkflow } from '@phananh/core/reports';
import { memoryEventStore, memoryKeyStore } from '@phananh/core/testing';
import { nodeCiphers, sqliteEventStore } from '@phananh/sqlite';
import { newEvent } from '@phananh/test-support/new-event';
import { describe, expect, it } from 'vitest';
import { type KeptCheckpoint, openLogFolder } from '../../src/index.ts';
import { changing, fill, type SignedPlace, sign, signedStore } from '../support/signed-store.ts';

const { copied, verified, faultsAfter } = signedStore();

const newestOf = ({ folder }: SignedPlace): KeptCheckpoint => {
  const newest = openLogFolder(folder, 1).kept.newest();
  if (newest === undefined) throw new TypeError('nothing was published');
  return newest;
};

/** The same store fifty events later, and the checkpoint over them that somebody kept. */
const grown = async (): Promise<SignedPlace & { readonly kept: KeptCheckpoint }> => {
  const place = copied();
  await fill(place, 50);
  await sign(place);
  return { ...place, kept: newestOf(place) };
};

describe('a checkpoint that somebody kept elsewhere', () => {
  it('shows that store and log were put back together to before it', async () => {
    const { kept } = await grown();
    const { faults } = await verified(copied(), { others: [kept] });
    expect(faults).toEqual([
      expect.objectContaining({ kind: 'truncated', entry: 600, lastEntry: 649, checkpoint: 650 }),
      expect.objectContaining({ kind: 'stale', entry: 600, checkpoint: 650 }),
    ]);
  });

  it('shows that the log alone was put back, and that the store is as it was signed', async () => {
    const later = await grown();
    const stale = copied();
    rmSync(later.folder, { recursive: true });
    cpSync(stale.folder, later.folder, { recursive: true });
    const { faults } = await verified(later, { others: [later.kept] });
    expect(faults).toEqual([expect.objectContaining({ kind: 'stale', entry: 600, checkpoint: 650 })]);
  });

  it('shows that the log was made anew with its own key over another history', async () => {
    const { kept } = await grown();
    const other = copied();
    changing(`UPDATE events SET data = json_set(data, '$.grade', 5) WHERE position = 42`)(other);
    rmSync(other.folder, { recursive: true });
    await fill(other, 60);
    await sign(other);
    const { faults } = await verified(other, { others: [kept] });
    expect(faults).toEqual([expect.objectContaining({ kind: 'fork', checkpoint: 650 })]);
  });

  it('of before is no fault of a log that went on', async () => {
    const later = await grown();
    expect((await verified(later, { others: [newestOf(copied())] })).faults).toEqual([]);
  });
});

describe('the checkpoint that everybody is given', () => {
  const given = ({ folder }: SignedPlace): string => join(folder, 'public', '1', 'checkpoint');

  it.each<[string, (note: string, place: SignedPlace) => string]>([
    ['an earlier one', (_, { folder }) => openLogFolder(folder, 1).kept.all()[0]?.note ?? ''],
    ['one of another history', (note) => note.replace('\n600\n', '\n700\n')],
    ['one that was cut off', (note) => note.slice(0, 40)],
    ['nothing at all', () => ''],
  ])('is named where it is %s', async (_, altered) => {
    const faults = await faultsAfter((place) => {
      const path = given(place);
      writeFileSync(path, altered(readFileSync(path, 'utf8'), place));
    });
    expect(faults).toEqual([expect.objectContaining({ kind: 'published-differs', checkpoint: 600 })]);
  });
});

describe('a value that was encrypted anew under the key of somebody else, by a hand that has the keys', () => {
  const over = (store: EventStore, keys: ReturnType<typeof memoryKeyStore>, subject: string) =>
    sealedEventStore(store, {
      log: 'log-1',
      keys,
      ciphers: nodeCiphers,
      workflows: [{ ...reportWorkflow, subjectOf: () => subject }],
      elapsed: () => 0,
    });

  it('is named', async () => {
    const place = copied();
    const keys = memoryKeyStore();
    const event: NewEvent = { ...newEvent({ text: 'canary' }), type: 'submitted' };
    const below = await sqliteEventStore(place.store);
    await over(below, keys, 'citizen:c-1').append('report-x', [event], { expectedRevision: 'no-stream' });
    await below.close();
    await sign(place);
    expect((await verified(place)).faults).toEqual([]);
    const elsewhere = memoryEventStore();
    await over(elsewhere, keys, 'citizen:c-2').append('report-x', [event], { expectedRevision: 'no-stream' });
    const [forged] = await Array.fromAsync(elsewhere.readAll());
    expect(envelopesOf(forged?.data ?? {}).map(({ envelope }) => envelope.sub)).toEqual(['citizen:c-2']);
    changing('UPDATE events SET data = ? WHERE position = 601', JSON.stringify(forged?.data))(place);
    expect((await verified(place)).faults).toEqual([
      expect.objectContaining({ kind: 'changed', entry: 600, stream: 'report-x', revision: 0 }),
    ]);
  });
});
