import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../engine/index.ts';
import { changesBetween } from './changes.ts';

describe('changes between two values', () => {
  it('are named by JSON pointers, as deep as can be told', () => {
    expect(
      changesBetween(
        { phase: 'assigned', due: { day: '2026-03-02' }, list: [{ a: 1 }], 'a/b~c': 1, gone: null },
        { phase: 'assigned', due: { day: '2026-03-03' }, list: [{ a: 1 }, { a: 2 }], 'a/b~c': 2 },
      ),
    ).toEqual([
      { pointer: '/due/day', from: '2026-03-02', to: '2026-03-03' },
      { pointer: '/list/1', to: { a: 2 } },
      { pointer: '/a~1b~0c', from: 1, to: 2 },
      { pointer: '/gone', from: null },
    ]);
  });

  it('are none between equal values, and lead from the one value to the other', () => {
    const objects = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(objects, objects, (a, b) => {
        const [from, to] = [plain(a), plain(b)];
        expect(changesBetween(from, plain(from))).toEqual([]);
        expect(after(from, changesBetween(from, to))).toEqual(to);
      }),
    );
  });
});

const plain = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value));

/** The value after the changes, by the rules of the pointers alone. */
const after = (from: JsonValue, changes: ReturnType<typeof changesBetween>): JsonValue => {
  const root = { value: plain(from) };
  for (const { pointer, to } of changes) {
    const names = pointer.split('/').map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
    const path = ['value', ...names.slice(1)];
    const last = path.pop() ?? '';
    let at: Record<string, unknown> = root;
    for (const name of path) at = Object(at[name]);
    if (to !== undefined)
      Object.defineProperty(at, last, {
        value: plain(to),
        enumerable: true,
        writable: true,
        configurable: true,
      });
    else if (Array.isArray(at)) at.length = Math.min(at.length, Number(last));
    else Reflect.deleteProperty(at, last);
  }
  return root.value;
};
