import type { EventStore, JsonObject } from '@phananh/core';
import { canonicalJson, type NewEvent, type RecordedEvent, sealed, sealedBeside } from '@phananh/core/engine';
import {
  type DataKey,
  envelopesOf,
  keptOfSubject,
  keyOfDigest,
  sealedEventStore,
} from '@phananh/core/privacy';
import { memoryEventStore, memoryKeyStore } from '@phananh/core/testing';
import { newEvent } from '@phananh/test-support/new-event';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { nodeCiphers } from '../../src/index.ts';

const Place = z.strictObject({
  lat: z.number(),
  address: z.string().optional(),
  erased: z.literal(true).optional(),
});

const note = {
  name: 'note',
  events: {
    written: {
      summary: 'Somebody wrote something.',
      version: 1,
      schema: z.strictObject({
        text: sealed(z.string()),
        place: sealedBeside(Place, ({ lat }) => ({ lat: Math.trunc(Number(lat)) })).optional(),
        topic: z.string().optional(),
      }),
    },
  },
  subjectOf: ({ data }: { readonly data: JsonObject }) =>
    data.topic === 'nobody' ? undefined : `citizen:${data.topic ?? 'c-1'}`,
};

const text = 'số 12 Lê Lợi, nhà ông Bảy';
const written = (data: JsonObject = {}, changes: Partial<NewEvent> = {}): NewEvent => ({
  ...newEvent({ text, ...data }),
  type: 'written',
  ...changes,
});

const setUp = () => {
  const below = memoryEventStore();
  const keys = memoryKeyStore();
  let now = 0;
  const over = (store: EventStore, log = 'log-1') =>
    sealedEventStore(store, {
      log,
      keys,
      ciphers: nodeCiphers,
      workflows: [note],
      elapsed: () => now,
    });
  return { below, keys, over, store: over(below), later: () => (now += 60_000) };
};

const allOf = (store: Pick<EventStore, 'readAll'>): Promise<readonly RecordedEvent[]> =>
  Array.fromAsync(store.readAll());
const any = { expectedRevision: 'any' } as const;

it('what is personal stands in the log in envelopes, with the rounded place in clear beside its own', async () => {
  const { below, store } = setUp();
  const data = { place: { lat: 16.46, address: text }, topic: 'c-7' };
  await store.append('note-1', [written(data)], any);
  const [stored] = await allOf(below);
  expect(JSON.stringify(stored)).not.toContain('Lê Lợi');
  expect(envelopesOf(stored?.data ?? {}).map(({ pointer, envelope }) => [pointer, envelope.sub])).toEqual([
    ['/text', 'citizen:c-7'],
    ['/place/sealed', 'citizen:c-7'],
  ]);
  expect(stored?.data.place).toMatchObject({ lat: 16 });
  expect((await allOf(store))[0]?.data).toEqual({ text, ...data });
});

it('texts of nearly the same length are sealed to the same length', async () => {
  const { below, store } = setUp();
  await store.append('note-1', [written({ text: 'a' }), written({ text: 'a'.repeat(60) })], any);
  const lengths = (await allOf(below)).flatMap(({ data }) =>
    envelopesOf(data).map(({ envelope }) => envelope.ct.length),
  );
  expect(new Set(lengths).size).toBe(1);
});

it('what is of nobody who could ask for its erasure stays in clear', async () => {
  const { below, store } = setUp();
  await store.append('note-1', [written({ topic: 'nobody' })], any);
  expect((await allOf(below))[0]?.data.text).toBe(text);
});

it('a digest of a command that carried personal text is kept under the key, and recognised by it alone', async () => {
  const { below, store, keys, later } = setUp();
  await store.append('note-1', [written()], any);
  const [stored] = await allOf(below);
  expect(stored?.metadata.commandDigest).not.toContain('digest');
  const recorded = (await allOf(store))[0];
  if (recorded === undefined) throw new TypeError('nothing was recorded');
  const isDigest = await store.digestOf(recorded);
  expect([isDigest('digest'), isDigest('another')]).toEqual([true, false]);
  await keys.destroy('citizen:c-1');
  later();
  expect((await store.digestOf(recorded))('another')).toBe(true);
});

it('once a key was destroyed its values read as erased, with what stays beside them, and others as ever', async () => {
  const { store, keys } = setUp();
  await store.append('note-1', [written({ place: { lat: 16.46, address: text } })], any);
  await store.append('note-2', [written({ topic: 'c-2' })], any);
  await keys.destroy('citizen:c-1');
  store.forgetKey('citizen:c-1');
  const [first, second] = await allOf(store);
  expect(first?.data).toEqual({ text: { erased: true }, place: { lat: 16, erased: true } });
  expect(second?.data.text).toBe(text);
  await expect(store.append('note-1', [written()], any)).rejects.toMatchObject({ code: 'key-destroyed' });
});

it('another process forgets a key that was destroyed elsewhere within seconds', async () => {
  const { below, over, store, keys, later } = setUp();
  await store.append('note-1', [written()], any);
  const other = over(below);
  expect((await allOf(other))[0]?.data.text).toBe(text);
  await keys.destroy('citizen:c-1');
  later();
  expect((await allOf(other))[0]?.data.text).toEqual({ erased: true });
});

it('a repeat of an append whose values were erased since is a repeat', async () => {
  const { store, keys } = setUp();
  const event = written();
  const first = await store.append('note-1', [event], any);
  await keys.destroy('citizen:c-1');
  // This process has the key still, and the append is known by its id.
  expect(await store.append('note-1', [event], any)).toEqual(first);
});

it('an envelope that was moved to another event, stream, field, subject or log does not open, nor an altered one', async () => {
  const { below, over, store } = setUp();
  await store.append('note-1', [written({ topic: 'c-1' }), written({ topic: 'c-2' })], any);
  const [a, b] = await allOf(below);
  if (a === undefined || b === undefined) throw new TypeError('nothing was recorded');
  const refusedWith = async (data: JsonObject, event = a, stream = 'note-1', log = 'log-1') => {
    const forged = memoryEventStore();
    await forged.append(stream, [{ ...event, data }], any);
    await expect(allOf(over(forged, log))).rejects.toMatchObject({ code: 'store-corrupt' });
  };
  const envelope = envelopesOf(a.data)[0]?.envelope;
  const others = envelopesOf(b.data)[0]?.envelope;
  if (envelope === undefined || others === undefined) throw new TypeError('nothing was sealed');
  const last = envelope.ct.at(-1) === 'A' ? 'B' : 'A';
  await refusedWith({ text: { ...others } });
  await refusedWith({ text: { ...envelope, sub: 'citizen:c-2' } });
  await refusedWith({ text: { ...envelope, kid: others.kid } });
  await refusedWith({ text: { ...envelope, leaf: others.leaf ?? '' } });
  const { leaf: _, ...asBefore } = envelope;
  await refusedWith({ text: { ...asBefore, personal: 1 } });
  await refusedWith({ text: { ...envelope, ct: `${envelope.ct.slice(0, -1)}${last}` } });
  await refusedWith({ text: { ...envelope, kc: others.kc } });
  await refusedWith({ topic: { ...envelope } });
  await refusedWith(a.data, a, 'note-2');
  await refusedWith(a.data, { ...a, id: crypto.randomUUID() });
  await refusedWith(a.data, a, 'note-1', 'log-2');
});

it('who follows the log is given an event that does not open as one that cannot be used, and the others', async () => {
  const { below, over, store } = setUp();
  await store.append('note-1', [written()], any);
  const [stored] = await allOf(below);
  const forged = memoryEventStore();
  await forged.append('note-2', [{ ...written(), data: stored?.data ?? {} }], any);
  const over2 = over(forged);
  await over2.append('note-3', [written()], any);
  for await (const { events } of over2.subscribe({ signal: new AbortController().signal })) {
    expect(events[0]?.fault).toContain('/data/text was altered, or was not sealed for this place');
    expect(events[1]?.data.text).toBe(text);
    break;
  }
});

it('a log whose keys are lost is refused, not shown as erased, unless that is asked for', async () => {
  const { below, store } = setUp();
  await store.append('note-1', [written()], any);
  const options = { log: 'log-1', keys: memoryKeyStore(), ciphers: nodeCiphers, workflows: [note] };
  await expect(allOf(sealedEventStore(below, options))).rejects.toMatchObject({ code: 'key-missing' });
  const [lost] = await allOf(sealedEventStore(below, { ...options, lostKeys: 'as-erased' }));
  expect(lost?.data.text).toEqual({ erased: true });
});

it('a value of the form of an envelope is not taken', async () => {
  const { below, store } = setUp();
  await store.append('note-1', [written()], any);
  const [stored] = await allOf(below);
  await expect(
    store.append('note-1', [written({ place: { lat: 1, ...stored?.data } })], any),
  ).rejects.toMatchObject({ code: 'invalid-append' });
});

it('what is kept of a person is what opens, and says what was erased once their key is destroyed', async () => {
  const { keys, store } = setUp();
  const of = (topic: string, more: JsonObject = {}): readonly NewEvent[] => [written({ topic, ...more })];
  await store.append('note-1', of('c-7', { place: { lat: 16.46, address: text } }), any);
  await store.append('note-2', of('c-8'), any);
  const kept = () => Array.fromAsync(keptOfSubject(store, [note], 'citizen:c-7'));
  const values = async () => (await kept()).flatMap((one) => one.values);
  expect(await values()).toEqual([
    { pointer: '/text', value: text },
    { pointer: '/place', value: { lat: 16.46, address: text } },
  ]);
  await keys.destroy('citizen:c-7');
  store.forgetKey('citizen:c-7');
  expect(await values()).toEqual([
    { pointer: '/text', value: { erased: true } },
    { pointer: '/place', value: { lat: 16, erased: true } },
  ]);
});

it('what was sealed here is read again without decrypting it, at its place alone and as long as its key is remembered', async () => {
  const { below, keys, over, store: reader, later } = setUp();
  let decryptions = 0;
  const counting = (store: EventStore) =>
    sealedEventStore(store, {
      log: 'log-1',
      keys,
      ciphers: {
        ...nodeCiphers,
        decrypt: (...given) => {
          decryptions += 1;
          return nodeCiphers.decrypt(...given);
        },
      },
      workflows: [note],
      elapsed: () => now,
    });
  let now = 0;
  let stream = 'note-1';
  const store = counting({
    ...below,
    // As a hand would move it that can write to the file.
    readAll: async function* (options) {
      for await (const event of below.readAll(options)) yield { ...event, stream };
    },
  });
  const data = { place: { lat: 16.46, address: text } };
  await store.append('note-1', [written(data)], any);
  expect((await allOf(store))[0]?.data).toEqual({ text, ...data });
  expect(decryptions).toBe(0);
  expect((await allOf(reader))[0]?.data).toEqual({ text, ...data });

  stream = 'note-2';
  await expect(allOf(store)).rejects.toMatchObject({ code: 'store-corrupt' });
  stream = 'note-1';

  decryptions = 0;
  now = 60_000;
  expect((await allOf(store))[0]?.data).toEqual({ text, ...data });
  expect(decryptions).toBeGreaterThan(0);
  await keys.destroy('citizen:c-1');
  store.forgetKey('citizen:c-1');
  expect((await allOf(store))[0]?.data.text).toEqual({ erased: true });
  later();
  expect((await allOf(over(below)))[0]?.data.text).toEqual({ erased: true });
});

/** As a version wrote it that sealed every value of a person under one key. */
const sealedBefore = (
  event: NewEvent,
  stream: string,
  { id: kid, key }: Pick<DataKey, 'id' | 'key'>,
): NewEvent => {
  const derived = (use: string) =>
    nodeCiphers.hkdf(key, { info: Buffer.from(`phananh personal ${use} v1`), length: 32 });
  const place = { log: 'log-1', stream, rev: 0, eventId: event.id, type: event.type };
  const associated = Buffer.from(canonicalJson({ ...place, field: '/text', subject: 'citizen:c-1', kid }));
  const iv = Buffer.alloc(12, 7);
  const ct = nodeCiphers.encrypt(Buffer.from(JSON.stringify(event.data.text)), {
    key: derived('enc'),
    iv,
    associated,
  });
  const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
  const mac = nodeCiphers.hmacSha256(derived('digest'), Buffer.from(event.metadata.commandDigest));
  return {
    ...event,
    data: {
      text: {
        personal: 1,
        alg: 'A256GCM',
        sub: 'citizen:c-1',
        kid,
        iv: base64url(iv),
        ct: base64url(ct),
        kc: base64url(nodeCiphers.hmacSha256(derived('commit'), Buffer.concat([iv, ct]))),
      },
    },
    metadata: { ...event.metadata, commandDigest: `hs256:${base64url(mac)}:citizen:c-1` },
  };
};

it('what was sealed before each value had a key of its own opens beside what was since, and a repeat of it is one', async () => {
  const { below, store, keys, later } = setUp();
  const before = written();
  await below.append('note-1', [sealedBefore(before, 'note-1', await keys.create('citizen:c-1'))], any);
  await store.append('note-2', [written({ text: 'of today' })], any);
  const events = await allOf(store);
  expect(events.map(({ data }) => data.text)).toEqual([text, 'of today']);
  for (const event of events) {
    const isDigest = await store.digestOf(event);
    expect([isDigest('digest'), isDigest('another')]).toEqual([true, false]);
  }
  // One alone can be destroyed of what has a key of its own, and of nothing else.
  expect(await store.ownKeysIn?.('note-1')).toEqual(new Map());
  expect(await store.ownKeysIn?.('note-2')).toEqual(new Map([[0, ['/text']]]));
  // Copied into a new log the digest is sealed anew.
  const [first] = events;
  const copy = setUp();
  const copied = sealedEventStore(copy.below, {
    log: 'log-2',
    keys,
    ciphers: nodeCiphers,
    workflows: [note],
  });
  if (first !== undefined) await copied.append('note-1', [first], any);
  const [again] = await allOf(copied);
  if (again === undefined) throw new TypeError('nothing was copied');
  expect(again.metadata.commandDigest).toMatch(/^hs256-[0-9a-f]{16}:/);
  const isDigest = await copied.digestOf(again);
  expect([isDigest('digest'), isDigest('another')]).toEqual([true, false]);
  await keys.destroy('citizen:c-1');
  later();
  expect((await allOf(store)).map(({ data }) => data.text)).toEqual([{ erased: true }, { erased: true }]);
});

it('an envelope opens by what standards say of it: derived keys, and canonical JSON of its place', async () => {
  const { below, store, keys } = setUp();
  const strange = 'note-"ê\u2028\\';
  await store.append(strange, [written()], any);
  const [stored] = await allOf(below);
  const [envelope] = envelopesOf(stored?.data ?? {}).map((placed) => placed.envelope);
  const { id: kid, key, tree } = await keys.create('citizen:c-1');
  const leaf = envelope?.leaf ?? '';
  const node = [...leaf].reduce(
    (from, digit) =>
      nodeCiphers.sha256(
        Buffer.concat([Buffer.from(`0${digit}`, 'hex'), from, Buffer.from('phananh tree v1')]),
      ),
    tree.get('') ?? Buffer.of(),
  );
  const secret = nodeCiphers.hkdf(key, { info: Buffer.from('phananh personal leaf v1'), length: 32 });
  const derived = (use: string) =>
    nodeCiphers.sha256(
      Buffer.concat([Buffer.of(0, 0, 0, 1), secret, node, Buffer.from(`phananh leaf ${use} v1`)]),
    );
  const [iv, ciphertext] = [
    Buffer.from(envelope?.iv ?? '', 'base64url'),
    Buffer.from(envelope?.ct ?? '', 'base64url'),
  ];
  const place = { log: 'log-1', stream: strange, rev: 0, eventId: stored?.id ?? '', type: 'written' };
  const associated = Buffer.from(
    canonicalJson({ ...place, field: '/text', subject: 'citizen:c-1', kid, leaf }),
  );
  const plain = nodeCiphers.decrypt(ciphertext, { key: derived('enc'), iv, associated });
  expect(JSON.parse(Buffer.from(plain ?? []).toString())).toBe(text);
  expect(envelope?.kc).toBe(
    Buffer.from(nodeCiphers.hmacSha256(derived('commit'), Buffer.concat([iv, ciphertext]))).toString(
      'base64url',
    ),
  );
});

it('of one person one value can be destroyed with the digest of its command, and every other one is as it was', async () => {
  const { below, over, store, keys, later } = setUp();
  const event = written({ place: { lat: 16.46, address: text } });
  const first = await store.append('note-1', [event], any);
  for (const name of ['note-1', 'note-2'])
    await store.append(name, [written({ text: 'of another day' })], any);
  const other = over(below);
  expect((await allOf(other))[0]?.data.text).toBe(text);
  const [stored] = await allOf(below);
  const leaf =
    envelopesOf(stored?.data ?? {}).find(({ pointer }) => pointer === '/text')?.envelope.leaf ?? '';
  const ofDigest = keyOfDigest(stored?.metadata.commandDigest ?? '')?.leaf ?? '';
  await keys.puncture('citizen:c-1', [leaf, ofDigest]);
  store.forgetKey('citizen:c-1');
  later();
  for (const reader of [store, other, over(below)]) {
    const [erasedOne, ...others] = await allOf(reader);
    expect(erasedOne?.data).toEqual({ text: { erased: true }, place: { lat: 16.46, address: text } });
    expect(others.map(({ data }) => data.text)).toEqual(['of another day', 'of another day']);
    if (erasedOne !== undefined) expect((await reader.digestOf(erasedOne))('any')).toBe(true);
    for (const one of others) expect((await reader.digestOf(one))('any')).toBe(false);
  }
  // It goes on: what comes is sealed as ever, and a repeat is one.
  await store.append('note-3', [written({ text: 'of today' })], any);
  expect((await allOf(over(below))).at(-1)?.data.text).toBe('of today');
  expect(await store.append('note-1', [event], any)).toEqual(first);
});

it('a key whose tree is lost is lost, and nobody is taken for erased', async () => {
  const { below, store, keys } = setUp();
  await store.append('note-1', [written()], any);
  const withoutTree = {
    ...keys,
    get: async (subject: string) => {
      const key = await keys.get(subject);
      return key && { ...key, tree: undefined };
    },
  };
  const options = { log: 'log-1', keys: withoutTree, ciphers: nodeCiphers, workflows: [note] };
  await expect(allOf(sealedEventStore(below, options))).rejects.toMatchObject({ code: 'key-missing' });
  const [lost] = await allOf(sealedEventStore(below, { ...options, lostKeys: 'as-erased' }));
  expect(lost?.data.text).toEqual({ erased: true });
});
