import { expect, it } from 'vitest';
import { isLoopback, isLoopbackAuthority, isTrustworthyUrl } from './loopback.ts';

it.each([
  'localhost',
  'LOCALHOST',
  '127.0.0.1',
  '127.8.8.8',
  '::1',
  '[::1]',
  '0:0:0:0:0:0:0:1',
  '::ffff:127.0.0.1',
  '[::ffff:7f00:1]',
])('%s is reached from this machine only', (host) => {
  expect(isLoopback(host)).toBe(true);
});

it.each([
  '0.0.0.0',
  '::',
  '',
  '[]',
  '10.0.0.1',
  '128.0.0.1',
  '127.0.0.256',
  '::ffff:10.0.0.1',
  '::2',
  'localhost.example',
  'evil.localhost',
  '127.example',
  '1270.0.0.1',
])('%s may be reached from elsewhere', (host) => {
  expect(isLoopback(host)).toBe(false);
});

it.each(['localhost', 'localhost:3000', '127.0.0.1:80', '127.1.2.3', '[::1]', '[::1]:8443', 'Localhost:'])(
  'the authority %s is this machine',
  (authority) => expect(isLoopbackAuthority(authority)).toBe(true),
);

it.each([
  '',
  ':3000',
  'evil.example',
  'evil.example:3000',
  'localhost@evil.example',
  'evil.example@localhost',
  'localhost:3000@evil.example',
  'localhost:evil',
  '[::1]evil.example',
  '::1',
  'localhost/evil.example',
  '[::1',
])('the authority %j is not', (authority) => expect(isLoopbackAuthority(authority)).toBe(false));

it.each(['https://id.example/a', 'http://localhost:8080', 'http://127.0.0.1/keys', 'http://[::1]:3'])(
  '%s is asked for what it says of itself',
  (url) => expect(isTrustworthyUrl(url)).toBe(true),
);

it.each([
  'http://id.example',
  'http://localhost.evil.example',
  'https://user:secret@id.example',
  'http://169.254.169.254/latest',
  'file:///etc/passwd',
  'id.example',
  '',
])('%j is not', (url) => expect(isTrustworthyUrl(url)).toBe(false));
