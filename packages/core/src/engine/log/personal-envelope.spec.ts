import { describe, expect, it } from 'vitest';
import { envelopesOf, erased, isEnvelope, withOpened, withoutEnvelopes } from './personal-envelope.ts';

const envelope = {
  personal: 1,
  alg: 'A256GCM',
  sub: 'citizen:c-1',
  kid: '00ff',
  iv: 'aaaa',
  ct: 'bbbb',
  kc: 'cccc',
} as const;

describe('an envelope', () => {
  it('is told from what only resembles one', () => {
    expect(isEnvelope(envelope)).toBe(true);
    for (const other of [
      null,
      'text',
      [envelope],
      { ...envelope, personal: 2 },
      { ...envelope, alg: 'none' },
      { ...envelope, more: 1 },
      { ...envelope, ct: 'not base64url!' },
      { ...envelope, sub: '' },
      { personal: 1 },
    ]) {
      expect(isEnvelope(other)).toBe(false);
    }
  });

  it('is found wherever it stands, under its pointer, and not looked into', () => {
    const data = {
      text: envelope,
      location: { lat: 1, exact: envelope },
      list: [{ 'a/b~c': envelope }, 'plain'],
      none: null,
    };
    expect(envelopesOf(data).map(({ pointer }) => pointer)).toEqual([
      '/text',
      '/location/exact',
      '/list/0/a~1b~0c',
    ]);
    expect(envelopesOf({ text: 'plain' })).toEqual([]);
  });

  it('opens in its place, with the pointer that it was sealed for, and leaves the rest as it is', () => {
    const data = { text: envelope, clocks: [{ a: 1 }], location: { lat: 1.1, sealed: envelope } };
    const pointers: string[] = [];
    const opened = withOpened(data, (_, pointer) => {
      pointers.push(pointer);
      return pointer === '/text' ? 'words' : { lat: 1.12345 };
    });
    expect(opened).toEqual({ text: 'words', clocks: [{ a: 1 }], location: { lat: 1.12345 } });
    expect(pointers).toEqual(['/text', '/location/sealed']);
    expect(opened.clocks).toBe(data.clocks);
    const plain = { text: 'words', list: [{ a: null }] };
    expect(withOpened(plain, () => 'never')).toBe(plain);
  });

  it('leaves what stands in clear beside it when it is erased', () => {
    expect(withoutEnvelopes({ text: envelope, location: { lat: 1.1, sealed: envelope } })).toEqual({
      text: erased,
      location: { lat: 1.1, erased: true },
    });
  });
});
