import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isReachable } from './addresses.ts';

it.each([
  ['this machine', ['127.0.0.1', '127.9.9.9', '::1', '0.0.0.0', '::']],
  ['a private network', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12::1']],
  ['the link', ['169.254.1.1', 'fe80::1', 'fe80::1%eth0', 'fec0::1']],
  [
    'what tells machines about themselves',
    ['169.254.169.254', 'fd00:ec2::254', '100.100.100.200', '192.0.0.192', '168.63.129.16'],
  ],
  [
    'IPv4 in IPv6',
    [
      '::ffff:127.0.0.1',
      '::ffff:10.0.0.1',
      '::ffff:a9fe:a9fe',
      '::127.0.0.1',
      '::ffff:0:127.0.0.1',
      '64:ff9b::7f00:1',
      '64:ff9b:1::a00:1',
      '2002:7f00:1::',
      '2001:0:7f00:1::',
    ],
  ],
  [
    'nobody',
    ['100.64.0.1', '198.18.0.1', '192.0.2.1', '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
  ],
  ['nobody, in IPv6', ['2001:db8::1', 'ff02::1', '100::1', '4000::1', 'e000::1']],
  ['no address', ['', 'localhost', '127.1', '0x7f000001', '1.2.3', '1.2.3.4.5', ' 8.8.8.8']],
])('nothing is fetched from %s', (_, addresses) => {
  for (const address of addresses) expect(isReachable(address), address).toBe(false);
});

it('what everybody can reach is fetched from, in whichever form it stands', () => {
  for (const address of ['8.8.8.8', '113.160.1.1', '2404:6800:4005::1', '::ffff:8.8.8.8'])
    expect(isReachable(address), address).toBe(true);
});

it('a network that is named is fetched from, and no other one', () => {
  const networks = ['10.1.0.0/16', 'fd12::/32'];
  for (const address of ['10.1.2.3', '::ffff:10.1.2.3', 'fd12::9', '8.8.8.8'])
    expect(isReachable(address, networks), address).toBe(true);
  for (const address of ['10.2.0.1', '127.0.0.1', 'fd13::9', '::1'])
    expect(isReachable(address, networks), address).toBe(false);
});

/** RFC 1918, 5735 and 6598, counted by hand. */
const isPrivate = ([a = 0, b = 0]: readonly number[]): boolean =>
  a === 0 ||
  a === 10 ||
  a === 127 ||
  a >= 224 ||
  (a === 100 && b >= 64 && b < 128) ||
  (a === 169 && b === 254) ||
  (a === 172 && b >= 16 && b < 32) ||
  (a === 192 && b === 168) ||
  (a === 198 && (b === 18 || b === 19));

it('no address of a private network is reachable, mapped or not', () => {
  const byte = fc.integer({ min: 0, max: 255 });
  const near = fc.constantFrom([0], [10], [100], [127], [169, 254], [172], [192, 168], [198], [224]);
  fc.assert(
    fc.property(near, fc.tuple(byte, byte, byte, byte), (head, rest) => {
      const parts = [...head, ...rest].slice(0, 4);
      fc.pre(isPrivate(parts));
      expect(isReachable(parts.join('.'))).toBe(false);
      expect(isReachable(`::ffff:${parts.join('.')}`)).toBe(false);
    }),
  );
});
