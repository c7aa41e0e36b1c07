import { expect, it } from 'vitest';
import { isLoopback } from './loopback.ts';

it.each(['localhost', '127.0.0.1', '127.8.8.8', '::1'])('%s is reached from this machine only', (host) => {
  expect(isLoopback(host)).toBe(true);
});

it.each(['0.0.0.0', '::', '', '10.0.0.1', 'localhost.example', '127.example', '1270.0.0.1'])(
  '%s may be reached from elsewhere',
  (host) => {
    expect(isLoopback(host)).toBe(false);
  },
);
