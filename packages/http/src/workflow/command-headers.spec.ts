import { describe, expect, it } from 'vitest';
import { correlationIdOf, idempotencyKeyOf } from './command-headers.ts';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const idOf = (traceparent: string) => correlationIdOf({ headers: { traceparent }, id: 'request' });

describe('the correlation id', () => {
  it('is the trace id of a traceparent, of this version of the standard and of later ones', () => {
    expect(idOf(`00-${trace}-00f067aa0ba902b7-01`)).toBe(trace);
    expect(idOf(`cc-${trace}-00f067aa0ba902b7-01-what-will-come`)).toBe(trace);
  });

  it('is the request id when the traceparent is not one', () => {
    for (const invalid of [
      '',
      trace,
      `ff-${trace}-00f067aa0ba902b7-01`,
      `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
      `00-${trace}-${'0'.repeat(16)}-01`,
      `00-${trace.toUpperCase()}-00f067aa0ba902b7-01`,
    ]) {
      expect(idOf(invalid)).toBe('request');
    }
  });
});

describe('the idempotency key', () => {
  it('has 16 to 128 characters', () => {
    expect(idempotencyKeyOf({ 'idempotency-key': 'x'.repeat(16) })).toBe('x'.repeat(16));
    expect(idempotencyKeyOf({ 'idempotency-key': `"${'x'.repeat(128)}"` })).toBe('x'.repeat(128));
    expect(() => idempotencyKeyOf({ 'idempotency-key': `"${'x'.repeat(129)}"` })).toThrow('visible ASCII');
    expect(() => idempotencyKeyOf({ 'idempotency-key': 'ü'.repeat(16) })).toThrow('visible ASCII');
    expect(idempotencyKeyOf({})).toBeUndefined();
  });
});
