import { effect, signal } from '@preact/signals-core';
import { h, render, type VNode } from 'preact';
import type { LiveList, WorklistGiven } from './given.ts';
import type { Island } from './island.ts';

/** A list that says when it has become another one, and whose rows are reached by the keyboard. */

/** Seconds. */
const every = 10;

const worklist: Island = ({ element, given, follow }) => {
  // Written by the server, by the same type.
  const { list, address, validator, words } = given as WorklistGiven;
  const difference = signal<Difference>({ fresh: 0, changed: 0 });
  const how = signal<'following' | 'lost' | 'ended'>('following');
  const asOf = element.textContent;

  const view = (): VNode => {
    const { fresh, changed } = difference.value;
    const text = fresh > 0 ? words.fresh : words.changed;
    const said =
      fresh + changed > 0
        ? h(
            'button',
            { type: 'button', class: 'second', onClick: () => location.reload() },
            text.replace('{n}', String(fresh > 0 ? fresh : changed)),
          )
        : h('span', null, asOf);
    const going = how.value === 'following' ? words.quiet : words[how.value];
    return h('p', { class: 'live', role: 'status' }, said, ' ', h('span', { class: 'fine' }, going));
  };
  element.replaceChildren();
  effect(() => render(view(), element));
  follow(address, {
    every,
    validator,
    told: (answer) => {
      difference.value = differenceOf(list, answer as LiveList);
    },
    goes: (so) => {
      how.value = so;
    },
  });
  for (const table of document.querySelectorAll<HTMLTableElement>('table.cases')) rowsByKeyboard(table);
};

export default worklist;

interface Difference {
  /** Rows that were not there. */
  readonly fresh: number;
  /** Rows that say something else, or are gone. */
  readonly changed: number;
}

/** How a list differs from what is shown of it. A row that moved up from the next page, because one before it is gone, is not new. */
export const differenceOf = (shown: LiveList, now: LiveList): Difference => {
  const marks = new Map(shown.rows);
  const last = now.rows.findLastIndex(([key]) => marks.has(key));
  const isFresh = ([key]: readonly [string, string], at: number): boolean =>
    !marks.has(key) && (at < last || shown.isLast);
  const onPage = now.rows.filter(isFresh).length;
  const more =
    shown.count === null || now.count === null || now.isMore ? 0 : Math.max(0, now.count - shown.count);
  const there = new Set(now.rows.map(([key]) => key));
  // A new row on top pushes the last one to the next page, which is not to be gone.
  const gone = shown.rows.filter(([key]) => !there.has(key)).length;
  const others = now.rows.filter(([key, mark]) => marks.has(key) && marks.get(key) !== mark).length;
  return { fresh: Math.max(onPage, more), changed: others + Math.max(0, gone - onPage) };
};

/**
 * Arrows and `j`/`k` lead from row to row while one of them has the focus, and nowhere else: single keys are nobody's elsewhere on the page
 * (WCAG 2.1.4).
 */
const rowsByKeyboard = (table: HTMLTableElement): void => {
  const links = [...table.querySelectorAll<HTMLAnchorElement>('tbody tr th a')];
  table.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const row = event.target instanceof Element ? event.target.closest('tr') : null;
    const at = links.findIndex((link) => row?.contains(link) === true);
    const to = placeOf(event.key, at, links.length);
    const link = at === -1 || to === undefined ? undefined : links[to];
    if (link === undefined) return;
    event.preventDefault();
    link.focus();
  });
};

const placeOf = (key: string, at: number, rows: number): number | undefined => {
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return Math.min(at + 1, rows - 1);
    case 'ArrowUp':
    case 'k':
      return Math.max(at - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return rows - 1;
    default:
      return undefined;
  }
};
