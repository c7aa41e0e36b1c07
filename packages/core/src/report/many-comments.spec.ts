import { describe, expect, it } from 'vitest';
import {
  findSubject,
  foldOf,
  historyPage,
  type JsonObject,
  type RecordedEvent,
  viewOfSubject,
} from '../engine/index.ts';
import { lifecycleFixture, people } from './../testing/index.ts';
import { commentsAtHand } from './comments-at-hand.ts';
import { hasItem, type LongList, lengthOf, withItem } from './long-list.ts';
import { reportWorkflow } from './workflow.ts';

/** A report with so many comments, every third an internal one. */
const commented = async (count: number) => {
  const lifecycle = await lifecycleFixture();
  const reportId = await lifecycle.submit();
  for (let n = 1; n <= count; n++) {
    const audience = n % 3 === 0 ? 'internal' : 'public';
    await lifecycle.give(reportId, 'comment', { text: `said ${n}`, audience }, people.operator);
  }
  return { ...lifecycle, reportId, handler: lifecycle.reports.handler };
};

describe('a report with very many comments', () => {
  it('shows the last hundred of each audience, and how many there are', async () => {
    const { handler, reportId } = await commented(330);
    const found = await findSubject(handler, reportId, { actor: people.operator });
    const view: JsonObject = viewOfSubject(handler, found);
    const numbers = (field: string) =>
      (view[field] as readonly { readonly text: string }[]).map(({ text }) => Number(text.slice(5)));
    const all = Array.from({ length: 330 }, (_, n) => n + 1);
    expect(numbers('publicComments')).toEqual(all.filter((n) => n % 3 !== 0).slice(-commentsAtHand));
    expect(numbers('internalComments')).toEqual(all.filter((n) => n % 3 === 0).slice(-commentsAtHand));
    expect([view.commentsTotal, view.internalCommentsTotal]).toEqual([220, 110]);
    const reporter = viewOfSubject(handler, await findSubject(handler, reportId, { actor: people.citizen }));
    expect(reporter).toMatchObject({ commentsTotal: 220 });
    expect(reporter).not.toHaveProperty('internalCommentsTotal');
  });

  it('can have any of them hidden, those too that are not at hand', async () => {
    const { handler, reportId, give } = await commented(180);
    await give(reportId, 'redact', { field: 'text', revision: 1, reason: 'names somebody' });
    const found = await findSubject(handler, reportId, { actor: people.operator });
    const { events } = await historyPage(handler, found, { fromRevision: 1, limit: 2 });
    expect(events.map(({ data }) => data.text)).toEqual([undefined, 'said 2']);
  });

  it('has its history in pages that are the whole together, for every audience', async () => {
    const { handler, reportId } = await commented(60);
    for (const actor of [people.citizen, people.operator]) {
      const found = await findSubject(handler, reportId, { actor });
      const whole = await historyPage(handler, found, { limit: 1_000 });
      expect(whole.next).toBeUndefined();
      for (const limit of [1, 7, 61]) {
        const events = [];
        for (let fromRevision: number | undefined = 0; fromRevision !== undefined; ) {
          const page: Awaited<ReturnType<typeof historyPage>> = await historyPage(handler, found, {
            fromRevision,
            limit,
          });
          expect(page.events.length).toBeLessThanOrEqual(limit);
          events.push(...page.events);
          fromRevision = page.next;
        }
        expect(events).toEqual(whole.events);
      }
    }
  });

  it('looks at a bounded part of its history for a page, when hardly anything of it is for who asks', async () => {
    const { handler, reportId } = await commented(1);
    const found = await findSubject(handler, reportId, { actor: people.citizen });
    const [submitted, said] = await Array.fromAsync(handler.history(reportId));
    if (submitted === undefined || said === undefined) throw new TypeError('the report has two events');
    let read = 0;
    const internal = async function* ({ fromRevision = 0, toRevision = 0 }) {
      for (let revision = fromRevision; revision <= toRevision; revision++) {
        read += 1;
        yield { ...said, revision, data: { text: 'among us', audience: 'internal' } };
      }
    };
    const long = { ...handler, history: (_: string, range = {}) => internal(range) };
    const atItsEnd = { ...found, current: { ...found.current, revision: 12_000 } };
    const page = await historyPage(long, atItsEnd, { limit: 10 });
    expect(page).toEqual({ events: [], revision: 12_000, next: 5_000 });
    // With the first one, which says whether any could be corrected.
    expect(read).toBe(5_001);
    expect((await historyPage(long, atItsEnd, { limit: 10, fromRevision: 10_000 })).next).toBeUndefined();
  });

  it('is folded with a bounded part of its lists copied for each comment', async () => {
    const { handler, reportId } = await commented(0);
    const [submitted] = await Array.fromAsync(handler.history(reportId));
    if (submitted === undefined) throw new TypeError('the report has an event');
    const fold = foldOf(reportWorkflow);
    fold.add(submitted);
    const copied: number[] = [];
    for (let revision = 1; revision <= 20_000; revision++) {
      const before = fold.snapshot?.state;
      fold.add({
        ...submitted,
        type: 'commented',
        revision,
        data: { text: 'x', audience: 'public' },
      } satisfies RecordedEvent);
      const after = fold.snapshot?.state;
      if (before === undefined || after === undefined) throw new TypeError('a report has a state');
      copied.push(after.comments.length);
      const [old, now] = [before.redactable.text ?? [], after.redactable.text ?? []];
      copied.push(newItems(old, now));
    }
    expect(Math.max(...copied)).toBeLessThanOrEqual(600);
  });
});

/** Items in the parts, and the parts, that are not the same objects as before. */
const newItems = (before: LongList<unknown>, after: LongList<unknown>): number =>
  after.length + after.filter((part) => !before.includes(part)).reduce((sum, { length }) => sum + length, 0);

it('a long list has what was put into it, in order', () => {
  let list: LongList<number> = [];
  for (let n = 0; n < 1_000; n++) list = withItem(list, n);
  expect(list.flat()).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
  expect([lengthOf(list), hasItem(list, 999), hasItem(list, 1_000)]).toEqual([1_000, true, false]);
});
