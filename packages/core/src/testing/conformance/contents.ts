import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../engine/base/json.ts';
import { type ConformanceSubject, collect, newEvent, newEvents, openStore } from './subject.ts';

const jsonObject = fc.jsonValue({ stringUnit: 'binary' }).map((value): JsonObject => {
  // JSON has one zero.
  const { value: carried }: JsonObject = JSON.parse(JSON.stringify({ value }));
  return { value: carried ?? null };
});

export const contents = (subject: ConformanceSubject): void => {
  describe('contents', () => {
    const roundTrip = async (data: JsonObject, stream = 'stream') => {
      const store = await openStore(subject);
      await store.append(stream, [newEvent(data)], { expectedRevision: 'any' });
      expect((await collect(store.readStream(stream)))[0]?.data).toEqual(data);
      expect((await collect(store.readAll()))[0]).toMatchObject({ stream, data });
    };

    it('every part of the envelope comes back, with the place and the instant of recording', async () => {
      const store = await openStore(subject);
      const event = newEvent({ text: 'x' }, { version: 3 });
      const { position } = await store.append('stream', [event], { expectedRevision: 'any' });
      const [recorded] = await collect(store.readStream('stream'));
      const recordedAt = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      const isDigest = recorded && (await store.digestOf?.(recorded));
      if (isDigest) expect(['digest', 'another'].map(isDigest)).toEqual([true, false]);
      const commandDigest = isDigest ? expect.any(String) : 'digest';
      const metadata = { ...event.metadata, commandDigest, recordedAt };
      expect(recorded).toEqual({ ...event, stream: 'stream', revision: 0, position, metadata });
    });

    it('Vietnamese text stays in the Unicode form that it came in', async () => {
      const text = 'Đèn đường hỏng ở phường Vỹ Dạ, đã phản ánh';
      await roundTrip({ composed: text.normalize('NFC'), decomposed: text.normalize('NFD') });
    });

    it('stream names of the two Unicode forms are two streams', async () => {
      const store = await openStore(subject);
      const [composed, decomposed] = ['phường'.normalize('NFC'), 'phường'.normalize('NFD')];
      await store.append(composed, newEvents(2), { expectedRevision: 'no-stream' });
      await store.append(decomposed, newEvents(1), { expectedRevision: 'no-stream' });
      expect(await collect(store.readStream(composed))).toHaveLength(2);
      expect(await collect(store.readStream(decomposed))).toHaveLength(1);
    });

    it('stream names that differ in case or in a blank at the end are different', async () => {
      const store = await openStore(subject);
      for (const name of ['report', 'Report', 'report ', ' report']) {
        await store.append(name, newEvents(1), { expectedRevision: 'no-stream' });
      }
      expect(await collect(store.readStream('report'))).toHaveLength(1);
    });

    it('a stream name may have 255 characters and whatever is printed', () =>
      roundTrip({}, `%_*?[a]'"\\;--🏚️${'ệ'.repeat(230)}`));

    it('strings that trip stores come back', () =>
      roundTrip({
        nul: 'a\0b',
        lone: '\ud800',
        emoji: '🏚️',
        quotes: `'"\\`,
        separator: '\u2028\ufeff',
        empty: '',
      }));

    it('keys that trip JavaScript come back', () =>
      roundTrip(JSON.parse('{"__proto__": {"a": 1}, "constructor": 1, "": 2, "toString": null, "1": 3}')));

    it('numbers come back to the last bit', () =>
      roundTrip({ values: [0, 1e308, 5e-324, 0.1, 2 ** 53, -(2 ** 53) - 2, 1e21, 123456789.12345679] }));

    it('a caller who changes its object later changes nothing', async () => {
      const store = await openStore(subject);
      const list = ['first'];
      const append = store.append('stream', [newEvent({ list })], { expectedRevision: 'any' });
      list.push('later');
      await append;
      expect((await collect(store.readStream('stream')))[0]?.data).toEqual({ list: ['first'] });
    });

    it('an event of almost as many bytes as can be comes back', () =>
      roundTrip({ text: 'ệ'.repeat(subject.mostCharacters ?? 349_000) }));

    it('every JSON value comes back', async () => {
      const store = await openStore(subject);
      const property = fc.asyncProperty(fc.uuid(), jsonObject, async (stream, data) => {
        const { revision } = await store.append(stream, [newEvent(data)], { expectedRevision: 'any' });
        const [recorded] = await collect(store.readStream(stream, { fromRevision: revision }));
        expect(recorded?.data).toEqual(data);
      });
      await fc.assert(property, { numRuns: (subject.runs ?? 30) * 10 });
    });
  });
};
