import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barOf, grouped } from './menu.ts';
import { type MenuEntry, menuGroups } from './screen.ts';

const entry = fc.record({
  path: fc.string().map((name) => `/${name}`),
  permission: fc.constant('public' as const),
  label: fc.constant({ en: 'One', vi: 'Một' }),
  group: fc.constantFrom(...menuGroups),
  isTop: fc.boolean(),
});

const byPath = ({ path: one }: MenuEntry, { path: other }: MenuEntry) => (one < other ? -1 : 1);

describe('the main menu', () => {
  it('has each entry once, in the bar or behind it', () => {
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: ({ path }) => path }), (menu) => {
        const { top, folded } = barOf(menu);
        const all = [...top, ...folded.flatMap(({ entries }) => entries)];
        expect(all.toSorted(byPath)).toEqual(menu.toSorted(byPath));
      }),
    );
  });

  it('is a line where it is short, and folds nothing that is on top', () => {
    fc.assert(
      fc.property(fc.array(entry), (menu) => {
        const { top } = barOf(menu);
        if (menu.length <= 6) expect(top).toEqual(menu);
        else expect(top).toEqual(menu.filter(({ isTop }) => isTop));
      }),
    );
  });

  it('opens no menu for one entry but the last, and names each menu once', () => {
    fc.assert(
      fc.property(fc.array(entry), (menu) => {
        const { folded } = barOf(menu);
        for (const { group, entries } of folded)
          expect(group === 'more' ? 2 : entries.length).toBeGreaterThan(1);
        expect(new Set(folded.map(({ group }) => group)).size).toBe(folded.length);
      }),
    );
  });

  it('has the same groups in the same order on the front page', () => {
    fc.assert(
      fc.property(fc.array(entry), (menu) => {
        const places = grouped(menu).map(({ group }) => menuGroups.indexOf(group));
        expect(places).toEqual(places.toSorted((one, other) => one - other));
        expect(grouped(menu).flatMap(({ entries }) => entries)).toHaveLength(menu.length);
      }),
    );
  });
});
