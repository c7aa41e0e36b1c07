import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { citizen, createReports, huePolicy, system } from '@phananh/core';
import { memoryEventStore, memoryKeyStore, simulatedClock } from '@phananh/core/testing';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type EvidenceStorage, fileStorage, type RunEvidenceOptions, runEvidence } from '../../src/index.ts';
import { sealed } from '../../src/sealed/seal.ts';
import { spool } from '../../src/sealed/spool.ts';
import { sweepStored } from '../../src/sweep/sweep-stored.ts';
import { rememberingPuts } from '../../src/sweep/under-way.ts';
import { phonePhoto } from '../support/media.ts';

const hour = 3_600_000;
const hue = citizen('c-17');
const machine = system('evidence');
type Store = ReturnType<typeof memoryEventStore>;

const log = (store?: Store) => {
  const clock = simulatedClock('2026-12-07T02:00:00.000Z');
  return createReports({ store: store ?? memoryEventStore({ clock }), policy: huePolicy, clock });
};

/** A folder, and logs that use it. */
const folderOf = (folder = inTemporaryDirectory()) => {
  const storage = fileStorage(join(folder, 'stored'));
  const keys = memoryKeyStore();
  const put = async (to: EvidenceStorage = storage): Promise<string> => {
    const key = await keys.create('citizen:c-17');
    const spooled = await spool(join(folder, 'incoming'), sealed([Buffer.from('photo')], key));
    await to.put(spooled);
    return spooled.id;
  };
  const age = async (id: string, hours: number): Promise<void> => {
    const at = new Date(Date.now() - hours * hour);
    await utimes(join(folder, 'stored', id.slice(0, 2), id), at, at);
  };
  const orphan = async (hours: number): Promise<string> => {
    const id = await put();
    await age(id, hours);
    return id;
  };
  const record = async (reports: ReturnType<typeof log>, hours = 0): Promise<string> => {
    const id = await orphan(hours);
    const given = { attachmentId: id, mediaType: 'image/jpeg', size: 5, subject: 'citizen:c-17' } as const;
    await reports.attachments.handler.create('upload', given, { actor: hue });
    return id;
  };
  const there = async (): Promise<readonly string[]> =>
    (await Array.fromAsync(storage.list())).map(({ id }) => id).toSorted();
  const sweep = (reports: ReturnType<typeof log>, how: Partial<Parameters<typeof sweepStored>[0]> = {}) =>
    sweepStored({
      reports,
      storage,
      swept: join(folder, `swept-${Math.random()}`),
      isUnderWay: () => false,
      now: Date.now(),
      ...how,
    });
  return { folder, storage, keys, put, orphan, record, there, sweep };
};

const shared = { code: 'evidence-shared' };
const withCopies = async (reports: ReturnType<typeof log>, id: string, [copy, small]: readonly string[]) => {
  const made = (of = '') => ({ id: of, size: 5, width: 9, height: 9 });
  const input = { mediaType: 'image/jpeg', copy: made(copy), thumbnail: made(small) } as const;
  await reports.attachments.handler.execute(id, 'record-copy', input, { actor: machine });
};

describe('stored bytes', () => {
  it('that no event names are deleted after two days; what the log names, and what is new, stays', async () => {
    const { orphan, record, there, sweep, folder } = folderOf();
    const reports = log();
    const [named, hidden, fresh] = [
      await record(reports, 90),
      await record(reports, 90),
      await record(reports),
    ];
    const copies = [await orphan(90), await orphan(90)];
    await withCopies(reports, named, copies);
    const withdrawn = [await orphan(90), await orphan(90)];
    await withCopies(reports, hidden, withdrawn);
    await reports.attachments.handler.execute(hidden, 'withdraw-copies', {}, { actor: machine });
    const [left, young] = [await orphan(49), await orphan(47)];
    const swept = join(folder, 'swept');
    expect((await sweep(reports, { swept })).toSorted()).toEqual([left, ...withdrawn].toSorted());
    expect(await there()).toEqual([named, hidden, fresh, young, ...copies].toSorted());
    // What was looked at is not looked at again.
    const later = await orphan(80);
    expect(await sweep(reports, { swept })).toEqual([]);
    expect(await sweep(reports)).toEqual([later]);
  });

  it('that this process has stored lately are not, however old the clocks make them', async () => {
    const { storage, put, record, sweep, folder } = folderOf();
    const reports = log();
    await record(reports);
    const remembering = rememberingPuts(storage);
    const id = await put(remembering.storage);
    const old = new Date(Date.now() - 99 * hour);
    await utimes(join(folder, 'stored', id.slice(0, 2), id), old, old);
    expect(await sweep(reports, { isUnderWay: remembering.isUnderWay })).toEqual([]);
    expect(await sweep(reports)).toEqual([id]);
  });

  it('are not old because a clock is wrong', async () => {
    const { orphan, record, there, sweep } = folderOf();
    const reports = log();
    await record(reports);
    await orphan(1);
    const before = await there();
    expect(await sweep(reports, { now: Date.now() + 1_000 * hour })).toEqual([]);
    expect(await there()).toEqual(before);
  });

  it('are not looked at with a log that has an event which nobody here understands', async () => {
    const { orphan, record, there, sweep } = folderOf();
    const store = memoryEventStore({ clock: simulatedClock('2026-12-07T02:00:00.000Z') });
    const reports = log(store);
    const id = await record(reports);
    await orphan(90);
    const [event] = await Array.fromAsync(store.readStream(`attachment-${id}`));
    if (event === undefined) throw new Error('nothing was recorded');
    const { id: _, metadata } = event;
    const strange = { id: crypto.randomUUID(), type: 'copied-anew', version: 1, data: {}, metadata };
    await store.append(`attachment-${id}`, [strange], { expectedRevision: 0 });
    const before = await there();
    await expect(sweep(reports)).rejects.toMatchObject({ code: 'evidence-corrupt' });
    expect(await there()).toEqual(before);
  });
});

describe('a folder', () => {
  it('of two logs is cleared by neither', async () => {
    const { orphan, record, there, sweep } = folderOf();
    const [one, two] = [log(), log()];
    await record(one);
    await orphan(90);
    await sweep(one);
    // What the other log begins with is its own from then on.
    await record(two, 90);
    await orphan(90);
    const before = await there();
    await expect(sweep(two)).rejects.toMatchObject(shared);
    for (const reports of [one, two, one, two]) await expect(sweep(reports)).rejects.toMatchObject(shared);
    expect(await there()).toEqual(before);
  });

  it('of a log without photos is not cleared: what is there is not its own', async () => {
    const { orphan, there, sweep } = folderOf();
    const left = [await orphan(90), await orphan(1)];
    await expect(sweep(log())).rejects.toMatchObject(shared);
    expect(await there()).toEqual(left.toSorted());
  });

  it('of a log that was put back as it was before is not cleared of what came later, until somebody says so', async () => {
    const { orphan, record, there, sweep, storage } = folderOf();
    const reports = log();
    await record(reports, 90);
    const before = log(await copyOf(reports.store));
    const later = await record(reports, 80);
    await orphan(1);
    await sweep(reports);
    const all = await there();
    await expect(sweep(before)).rejects.toMatchObject(shared);
    expect(await there()).toEqual(all);
    // Nor by the other one what the first goes on with.
    await record(before, 70);
    await expect(sweep(before)).rejects.toMatchObject(shared);
    await expect(sweep(reports)).rejects.toMatchObject(shared);
    await storage.unclaim(later);
    expect(await sweep(before)).toEqual([later]);
  });

  it('of a log that goes on from another one is cleared: it names what that one named', async () => {
    const { orphan, record, sweep, storage } = folderOf();
    const reports = log();
    await record(reports, 90);
    await orphan(1);
    await sweep(reports);
    const moved = log(await copyOf(reports.store));
    const last = await record(moved, 80);
    const left = await orphan(80);
    expect(await sweep(moved)).toEqual([left]);
    expect(await storage.claims()).toEqual([last]);
  });
});

it('a running host clears what a crash has left, and its first upload leaves a claim', async () => {
  const { folder, storage, keys, orphan, record, there } = folderOf();
  const reports = log();
  await record(reports, 90);
  const left = await orphan(90);
  const swept = Promise.withResolvers<readonly string[]>();
  const options: RunEvidenceOptions = {
    reports,
    keys,
    storage,
    folder,
    onError: swept.reject,
    onSwept: swept.resolve,
  };
  const beside = runEvidence({ ...options, copies: false, sweepAfterMilliseconds: 0 });
  onTestFinished(beside.close);
  const photo = await phonePhoto();
  const source = (async function* () {
    yield photo;
  })();
  const { attachmentId } = await beside.evidence.upload(source, { actor: hue });
  expect(await storage.claims()).toEqual([attachmentId]);
  const running = runEvidence({ ...options, sweepAfterMilliseconds: 0 });
  onTestFinished(running.close);
  expect(await swept.promise).toEqual([left]);
  expect(await there()).toContain(attachmentId);
});

const copyOf = async (store: Pick<Store, 'readAll'>): Promise<Store> => {
  const copy = memoryEventStore({ clock: simulatedClock('2026-12-07T02:00:00.000Z') });
  for await (const { stream, revision, id, type, version, data, metadata } of store.readAll())
    await copy.append(stream, [{ id, type, version, data, metadata }], {
      expectedRevision: revision === 0 ? 'no-stream' : revision - 1,
    });
  return copy;
};
