import { createHmac, hash } from 'node:crypto';
import { expect, it } from 'vitest';
import { canonicalJson, type RecordedEvent } from '../../engine/index.ts';
import { textOfUtf8, utf8 } from './bytes.ts';
import { committedText, type LeafHeader, leafMaker, mostLeafBytes } from './leaf.ts';

const maker = leafMaker({
  origin: 'log.example.vn/phananh/1',
  pseudonymKey: new Uint8Array(32).fill(7),
  hashes: {
    sha256: (data) => hash('sha256', data, 'buffer'),
    hmacSha256: (key, data) => createHmac('sha256', key).update(data).digest(),
  },
});

const envelope = {
  personal: 1,
  alg: 'A256GCM',
  sub: 'citizen:c-17',
  kid: 'aa',
  iv: 'AAAA',
  ct: 'BBBB',
  kc: 'CCCC',
} as const;

const photo = 'ab'.repeat(32);

const event: RecordedEvent = {
  id: '6f1c9f0e-0000-5000-8000-000000000001',
  type: 'submitted',
  version: 2,
  stream: 'report-1',
  revision: 0,
  position: 9,
  data: {
    text: 'Đèn hỏng, gọi 0905123456',
    contact: envelope,
    attachments: [photo],
    note: [{ by: envelope }],
  },
  metadata: {
    actor: { kind: 'operator', id: 'o-3', agencyId: 'a-1' },
    commandId: 'c',
    commandDigest: 'd',
    correlationId: 'e',
    causationId: null,
    occurredAt: '2026-11-23T08:30:00.000Z',
    recordedAt: '2026-11-23T08:30:01.000Z',
  },
};

const headerOf = (leaf: Uint8Array): LeafHeader => JSON.parse(textOfUtf8(leaf) ?? '');

it('an entry is the canonical JSON of its header', () => {
  const leaf = maker.leafOf(event, 4);
  expect(textOfUtf8(leaf)).toBe(canonicalJson(JSON.parse(textOfUtf8(leaf) ?? '')));
  expect(headerOf(leaf)).toMatchObject({
    pos: 4,
    blobs: [photo],
    priv: [{ field: '/contact' }, { field: '/note/0/by' }],
  });
});

it('an entry names nobody, and no text of the event stands in it', () => {
  const leaf = textOfUtf8(maker.leafOf(event, 4)) ?? '';
  for (const secret of ['o-3', 'c-17', '0905', 'BBBB']) expect(leaf).not.toContain(secret);
  const { pub } = headerOf(utf8(leaf));
  // A bare digest of the payload could be guessed: with the right guess but without the salt it is another one.
  const { data, metadata } = maker.payloadOf(event);
  const digest = (text: string): string => hash('sha256', text, 'base64');
  expect(digest(committedText({ salt: '', data, metadata }))).not.toBe(pub);
  expect(digest(committedText(maker.payloadOf(event)))).toBe(pub);
});

const changed: readonly (readonly [string, Partial<RecordedEvent>])[] = [
  ['its data', { data: { ...event.data, text: 'khác' } }],
  ['an envelope', { data: { ...event.data, contact: { ...envelope, ct: 'BBBC' } } }],
  ['who an envelope is of', { data: { ...event.data, contact: { ...envelope, sub: 'citizen:c-18' } } }],
  ['its type', { type: 'closed' }],
  ['its schema', { version: 3 }],
  ['its id', { id: '6f1c9f0e-0000-5000-8000-000000000002' }],
  ['its stream', { stream: 'report-2' }],
  ['its revision', { revision: 1 }],
  ...(['commandId', 'commandDigest', 'correlationId', 'causationId', 'command', 'policyDigest'] as const).map(
    (field) => [`its ${field}`, { metadata: { ...event.metadata, [field]: 'x' } }] as const,
  ),
  ['when it happened', { metadata: { ...event.metadata, occurredAt: '2026-11-20T08:30:00.000Z' } }],
  ['when it was recorded', { metadata: { ...event.metadata, recordedAt: '2026-11-20T08:30:00.000Z' } }],
  ['its actor', { metadata: { ...event.metadata, actor: { ...event.metadata.actor, id: 'o-4' } } }],
  [
    'the kind of its actor',
    { metadata: { ...event.metadata, actor: { ...event.metadata.actor, kind: 'admin' } } },
  ],
  [
    'the agency of its actor',
    { metadata: { ...event.metadata, actor: { ...event.metadata.actor, agencyId: 'a-2' } } },
  ],
  ['who gave it', { metadata: { ...event.metadata, givenBy: { kind: 'key', id: 'k' } } }],
];

it.each(changed)('another entry is made when %s changes', (_, change) => {
  const at = maker.leafOf(event, 4);
  expect(maker.leafOf({ ...event, ...change }, 4)).not.toEqual(at);
});

it('its place in a store is none of it: a copy of a log has the same entries', () => {
  expect(maker.leafOf({ ...event, position: 77 }, 4)).toEqual(maker.leafOf(event, 4));
});

it('an event of a thousand personal fields has an entry that fits, and commits to each', () => {
  const many = (ct: string): RecordedEvent => ({
    ...event,
    data: { all: Array.from({ length: 1000 }, (_, at) => ({ ...envelope, ct: at === 999 ? ct : 'BBBB' })) },
  });
  const leaf = maker.leafOf(many('BBBB'), 4);
  expect(leaf.length).toBeLessThanOrEqual(mostLeafBytes);
  expect(headerOf(leaf)).toMatchObject({ priv: [], blobs: [] });
  expect(maker.leafOf(many('BBBC'), 4)).not.toEqual(leaf);
});
