import type { JsonObject } from '@phananh/core';
import { memoryEventStore, simulatedClock } from '@phananh/core/testing';
import {
  type Bundle,
  readBundle,
  readTrust,
  type TrustPolicy,
  type VerifiedBundle,
  verifyBundle,
  webCrypto,
} from '@phananh/core/transparency';
import { newEvent } from '@phananh/test-support/new-event';
import { temporaryFiles } from '@phananh/test-support/temporary';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nodeCrypto, provenStream } from '../../src/index.ts';
import { logOfTest } from '../support/log.ts';

const photo = 'ab'.repeat(32);
const at = '2026-11-23T08:30:00.000Z';

const folderOfTest = temporaryFiles();

/** Three events of one stream among those of others, in a log that was signed; and who trusts it. */
const bundled = async (
  others: readonly JsonObject[] = [],
): Promise<{ readonly bundle: Bundle; readonly trust: TrustPolicy }> => {
  const store = memoryEventStore({ clock: simulatedClock(at) });
  const log = logOfTest(store, folderOfTest());
  await log.fill(300);
  for (const data of [{ text: 'Đèn hỏng' }, { photo, grade: 2 }, { due: '2026-12-01' }, ...others])
    await store.append('report-7', [newEvent(data)], { expectedRevision: 'any' });
  await log.fill(20);
  await (await log.run()).close();
  const { folder, key } = log.options;
  const { events, ...of } = await provenStream({ store, folder, key }, 'report-7');
  const bundle: Bundle = {
    format: 'phananh/bundle',
    v: 1,
    madeAt: at,
    ...of,
    stream: 'report-7',
    events,
    explanations: [],
  };
  const trust = await readTrust(nodeCrypto, `log ${bundle.keys[0]}\nquorum none\n`);
  return { bundle: readBundle(JSON.stringify(bundle)), trust };
};

const { bundle, trust } = await bundled();
const other = await bundled();

const verify = (one: Bundle, by: TrustPolicy | 'nobody' = trust): Promise<VerifiedBundle> =>
  verifyBundle(nodeCrypto, one, by === 'nobody' ? undefined : by);
const kindsOf = async (one: Bundle): Promise<readonly string[]> =>
  (await verify(one)).faults.map(({ kind, event }) => (event === undefined ? kind : `${kind} of ${event}`));
const withEvent = (place: number, change: (event: Bundle['events'][number]) => object): Bundle => ({
  ...bundle,
  events: bundle.events.map((event, index) => (index === place ? { ...event, ...change(event) } : event)),
});

describe('a bundle', () => {
  test('verifies with the key of its log from outside, by node:crypto and by WebCrypto alike', async () => {
    for (const crypto of [nodeCrypto, webCrypto()]) {
      const found = await verifyBundle(crypto, bundle, trust);
      expect(found).toMatchObject({ verdict: 'verified', faults: [] });
      expect(found.events.map(({ header, blobs }) => [header.rev, blobs])).toEqual([
        [0, []],
        [1, [photo]],
        [2, []],
      ]);
    }
  });

  test('with its own key alone is self-signed, however well it holds together', async () => {
    expect(await verify(bundle, 'nobody')).toMatchObject({
      verdict: 'self-signed',
      faults: [],
    });
  });

  test.for<[string, Bundle, readonly string[]]>([
    ['an event left out of the middle', { ...bundle, events: bundle.events.toSpliced(1, 1) }, ['order of 1']],
    ['the first event left out', { ...bundle, events: bundle.events.slice(1) }, ['order of 0', 'order of 1']],
    ['two swapped', { ...bundle, events: bundle.events.toReversed() }, ['order of 0', 'order of 2']],
    [
      'one of another stream',
      { ...bundle, stream: 'report-8' },
      ['stream of 0', 'stream of 1', 'stream of 2'],
    ],
    [
      'a grade that was changed',
      withEvent(1, ({ payload }) => ({ payload: payload && { ...payload, data: { photo, grade: 5 } } })),
      ['payload of 1'],
    ],
    ['a proof of another event', withEvent(1, () => ({ proof: bundle.events[2]?.proof })), ['proof of 1']],
    ['a proof that was cut short', withEvent(1, ({ proof }) => ({ proof: proof.slice(1) })), ['proof of 1']],
    [
      'an index that is not its own',
      withEvent(1, ({ index }) => ({ index: index + 1 })),
      ['entry of 1', 'proof of 1'],
    ],
    ['an entry that is none', withEvent(1, () => ({ entry: 'AAAA' })), ['entry of 1']],
    [
      'a checkpoint of a smaller tree',
      { ...bundle, checkpoint: bundle.checkpoint.replace(/\n\d+\n/, '\n300\n') },
      ['checkpoint', 'proof of 0', 'proof of 1', 'proof of 2'],
    ],
    ['a checkpoint cut short', { ...bundle, checkpoint: bundle.checkpoint.slice(0, -3) }, ['checkpoint']],
    [
      'the checkpoint of another log under the same name',
      { ...bundle, checkpoint: other.bundle.checkpoint },
      ['checkpoint', 'proof of 0', 'proof of 1', 'proof of 2'],
    ],
    [
      'the name of another log',
      { ...bundle, origin: 'log.example.vn/other/1' },
      ['checkpoint', 'entry of 0', 'entry of 1', 'entry of 2'],
    ],
  ])('with %s says so and names the event', async ([, altered, kinds]) => {
    expect(await verify(altered)).toMatchObject({ verdict: 'wrong' });
    expect(await kindsOf(altered)).toEqual(kinds);
  });

  test('of another log verifies by its own key and by none that is trusted', async () => {
    expect(await verify(other.bundle, 'nobody')).toMatchObject({ verdict: 'self-signed' });
    expect(await verify(other.bundle)).toMatchObject({ verdict: 'wrong', signatures: [] });
    expect(await kindsOf(other.bundle)).toEqual(['checkpoint']);
  });

  test('signed anew by another key is what nobody signed, also where it brings that key', async () => {
    const keys = other.bundle.keys;
    expect(await verify({ ...bundle, keys }, 'nobody')).toMatchObject({ verdict: 'wrong' });
  });

  test('of an event with more photos than its entry has room for carries them beside it, and no others', async () => {
    const photos = Array.from({ length: 1_200 }, (_, index) => index.toString(16).padStart(64, '0'));
    const many = await bundled([{ photos }]);
    const found = await verify(many.bundle, many.trust);
    expect([found.verdict, found.events[3]?.blobs]).toEqual(['verified', photos]);
    for (const more of [undefined, { priv: [], blobs: photos.slice(1) }]) {
      const events = many.bundle.events.map((event, index) => (index === 3 ? { ...event, more } : event));
      const altered = readBundle(JSON.stringify({ ...many.bundle, events }));
      expect((await verify(altered, many.trust)).faults).toMatchObject([{ kind: 'payload', event: 3 }]);
    }
  });

  test('proves an event whose payload is withheld', async () => {
    const withheld = withEvent(0, () => ({ payload: null, withheld: 'personal' }));
    const found = await verify(withheld);
    expect(found.verdict).toBe('verified');
    expect(found.events[0]).toMatchObject({ payload: null, withheld: 'personal', holds: true });
  });

  test('whose text was cut off anywhere is malformed', () => {
    const text = JSON.stringify(bundle);
    fc.assert(
      fc.property(fc.nat(text.length - 1), (end) => {
        expect(() => readBundle(text.slice(0, end))).toThrow(
          expect.objectContaining({ code: 'bundle-malformed' }),
        );
      }),
    );
  });

  test('in which any value of an event or of the checkpoint was changed is never verified', async () => {
    const places = leavesOf({ checkpoint: bundle.checkpoint, stream: bundle.stream, events: bundle.events });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), fc.string(), async (place, text) => {
        const altered = JSON.parse(JSON.stringify(bundle));
        const before = replaceAt(altered, place, text);
        fc.pre(before !== text);
        let read: Bundle;
        try {
          read = readBundle(JSON.stringify(altered));
        } catch (error) {
          expect(error).toMatchObject({ code: 'bundle-malformed' });
          return;
        }
        expect((await verify(read)).verdict).toBe('wrong');
      }),
      { numRuns: 300 },
    );
  });
});

type Place = readonly string[];

const leavesOf = (value: unknown, place: Place = []): readonly Place[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, part]) => leavesOf(part, [...place, name]))
    : [place];

const replaceAt = (value: Record<string, unknown>, [name = '', ...rest]: Place, by: string): unknown => {
  if (rest.length > 0) return replaceAt(value[name] as Record<string, unknown>, rest, by);
  const before = value[name];
  value[name] = by;
  return before;
};
