import { verdicts } from '@phananh/core/sla';
import type { Json } from '@phananh/test-support/api';
import { describe, expect, it } from 'vitest';
import { browserOf, type OpenedConsole, openConsole, reported, type Seen } from '../support/open-console.ts';

const operator = { actor: { kind: 'operator', id: 'o-1' } } as const;

/** One report published on time and disputed, one that is overdue, one that is new. */
const withCases = async () => {
  const opened = await openConsole();
  const { reports, readModels, clock } = opened;
  await reports.agencies.register(
    { agencyId: 'lighting', name: '=SUM(<b>Lighting</b>)', kind: 'government' },
    operator,
  );
  const officer = { actor: { kind: 'agency', id: 'a-1', agencyId: 'lighting' } } as const;
  const done = await reported(opened);
  await reports.verify(done.reportId, { category: 'lighting' }, operator);
  await reports.assign(done.reportId, { agencyId: 'lighting' }, operator);
  await reports.accept(done.reportId, {}, officer);
  await reports.resolve(done.reportId, { result: 'Repaired', outcome: 'fixed' }, officer);
  await reports.publish(done.reportId, { publicText: 'Repaired', visibility: 'public' }, operator);
  await reports.dispute(done.reportId, { reason: 'Dark again' }, { actor: { kind: 'citizen', id: 'c-1' } });
  const late = await reported(opened);
  clock.advance(60 * 86_400_000);
  const fresh = await reported(opened);
  await readModels.catchUp();
  return { opened, done, late, fresh };
};

const signedIn = async (opened: OpenedConsole, as = 'operator:o-1', language = 'en', fields = {}) => {
  const browser = browserOf(opened, language);
  await browser.signIn(as, fields);
  return browser;
};

/** Addresses of a page that begin so. */
const linksIn = ({ text }: Seen, path: string): readonly string[] =>
  [...text.matchAll(/href="([^"]+)"/g)]
    .map(([, href = '']) => href.replaceAll('&amp;', '&'))
    .filter((href) => href.startsWith(path));

describe('figures', () => {
  it('open the cases behind each number, as many as the number says', async () => {
    const { opened } = await withCases();
    const browser = await signedIn(opened);
    for (const view of [
      'on-time?groupBy=agency',
      'on-time?groupBy=month',
      'ranking',
      'backlog',
      'backlog?agencyId=lighting',
    ]) {
      const page = await browser.get(`/console/figures/${view}`);
      expect(page.status).toBe(200);
      const numbers = [
        ...page.text.matchAll(/<a href="(\/console\/(?:figures\/cases|work)\?[^"]*)">([0-9]+)<\/a>/g),
      ];
      expect(numbers.length, view).toBeGreaterThan(2);
      for (const [, href = '', number] of numbers) {
        const behind = await browser.get(href.replaceAll('&amp;', '&'));
        const listed = behind.text.match(/<th scope="row">/g)?.length ?? 0;
        expect(`${href} ${listed}`).toBe(`${href} ${number}`);
      }
    }
  });

  it('of grades, fines and signs open their cases too: a case with two rounds is two of the number and one of the list', async () => {
    const { opened, done, late } = await withCases();
    const { reports, readModels } = opened;
    const officer = { actor: { kind: 'agency', id: 'a-1', agencyId: 'lighting' } } as const;
    const citizen = { actor: { kind: 'citizen', id: 'c-1' } } as const;
    await reports.upholdDispute(done.reportId, { reason: 'Dark' }, operator);
    await reports.resolve(done.reportId, { result: 'Repaired again', outcome: 'fixed' }, officer);
    await reports.publish(done.reportId, { publicText: 'Again', visibility: 'public' }, operator);
    await reports.rate(done.reportId, { grade: 'satisfied' }, citizen);
    await reports.verify(late.reportId, { category: 'lighting' }, operator);
    await reports.assign(late.reportId, { agencyId: 'lighting' }, operator);
    for (const decisionNo of ['1/QĐ', '2/QĐ'])
      await reports.imposePenalty(
        late.reportId,
        { decisionNo, amount: 3_000_000, legalBasis: '45/2022' },
        operator,
      );
    await reports.revokePenalty(late.reportId, { decisionNo: '1/QĐ', legalBasis: '20/QĐ' }, operator);
    await readModels.catchUp();
    const browser = await signedIn(opened, 'auditor:u-1');
    /** Each number that opens something: what it says, and how many cases stand behind it. */
    const behindOf = async (view: string) => {
      const page = await browser.get(`/console/figures/${view}`);
      const links = [
        ...page.text.matchAll(/<a href="(\/console\/figures\/[^"]*)">[^<0-9]*([0-9][0-9.,]*)[^<0-9]*<\/a>/g),
      ].filter(([, href = '']) => /figures\/cases\?|#found$/.test(href));
      const numbers = [...page.text.matchAll(/<td class="number">\s*(.*?)\s*<\/td>/gs)].map(
        ([, cell = '']) => cell,
      );
      // No number but zero stands without the cases that it is made of.
      for (const cell of numbers)
        for (const [, alone = ''] of cell
          .replace(/<a .*?<\/a>/g, '')
          .matchAll(/(?:^| \/ |made-of">)([1-9][0-9.,]*)(?=$| \/ |<)/g))
          expect(`${view}: ${alone} in ${cell}`).toBe('');
      return Promise.all(
        links.map(async ([, href = '', number = '']) => {
          const { text } = await browser.get(href.replaceAll('&amp;', '&').replace('#found', ''));
          const rows = text.matchAll(/<th scope="row"[^>]*>\s*<a href="[^"]*\/cases\/report\/([^"?]+)/g);
          return `${number}: ${new Set([...rows].map(([, id]) => id)).size}`;
        }),
      );
    };
    expect(await behindOf('satisfaction?groupBy=agency')).toEqual([
      // Published, rated and not rated.
      '2: 1',
      '1: 1',
      '1: 1',
      // Satisfied of rated; of none acceptable or unsatisfied.
      '1: 1',
      '1: 1',
      '1: 1',
      '1: 1',
      // Rated of published.
      '1: 1',
      '2: 1',
    ]);
    expect(await behindOf('fines?groupBy=month')).toEqual([
      '2: 1',
      '6,000,000: 1',
      '1: 1',
      '3,000,000: 1',
      '3,000,000: 1',
    ]);
    const signs = await behindOf('signals');
    expect(signs.length).toBeGreaterThan(0);
    for (const sign of signs) expect(sign).toBe(`${sign.split(':')[0]}: ${sign.split(':')[0]}`);
    const { text } = await browser.get('/console/figures/cases?happened=fined,fine-revoked');
    expect(text).toContain('a fine imposed in the time, a fine taken back in the time');
    expect(text).toContain('stands here once');
    expect((await browser.get('/console/figures/cases?grade=satisfied')).status).toBe(422);
  });

  it('give both readings by all formulas, with what each means', async () => {
    const { opened } = await withCases();
    const page = await (await signedIn(opened)).get('/console/figures/on-time?groupBy=month');
    for (const formula of ['onTimeOfDecided', 'onTimeOfDue', 'onTimeOfAll', 'original', 'disputeRate'])
      expect(page.text).toContain(`id="means-${formula}"`);
    expect(page.text).toContain('Some cases are undecided');
    const anchors = linksIn(page, '#means-');
    for (const anchor of anchors) expect(page.text).toContain(`id="${anchor.slice(1)}"`);
  });

  it('say what each number means, on every page, and on that of the cases behind one', async () => {
    const { opened } = await withCases();
    const browser = await signedIn(opened, 'auditor:u-1');
    for (const view of ['on-time', 'ranking', 'satisfaction', 'backlog', 'fines', 'signals']) {
      const { text } = await browser.get(`/console/figures/${view}`);
      const heads = [...text.matchAll(/<th scope="col" class="number">(.*?)<\/th>/g)].map(
        ([, head = '']) => head,
      );
      // Of fines there are none here; what they mean stands there all the same.
      if (view === 'fines') expect(text).toContain('id="means-fines"');
      else expect(heads.length, view).toBeGreaterThan(0);
      for (const head of heads) {
        const [, anchor] = /^<a href="#(means-[A-Za-z]+)">/.exec(head) ?? [];
        expect(text, `${view}: ${head}`).toContain(`id="${anchor}"`);
      }
    }
    const cases = await browser.get('/console/figures/cases?verdict=overdue');
    for (const key of ['cases', 'verdicts', 'inForce']) expect(cases.text).toContain(`id="means-${key}"`);
  });

  it('begin with the groups of most cases where there are many, and have the same on screen, drawn and in the file', async () => {
    const opened = await openConsole();
    const { reports, readModels, clock } = opened;
    for (let at = 0; at < 14; at++) {
      const category = `kind-${String(at).padStart(2, '0')}`;
      for (let of = 0; of <= (at === 3 ? 2 : 0); of++)
        await reports.verify((await reported(opened)).reportId, { category }, operator);
      if (at === 5) clock.advance(60 * 86_400_000);
    }
    await readModels.catchUp();
    const browser = await signedIn(opened);
    const path = '/console/figures/on-time';
    const shown = async (query: string) => {
      const { text } = await browser.get(`${path}?groupBy=category&${query}`);
      const csv = (await browser.get(`${path}/counts.csv?groupBy=category&${query}`)).text;
      const table = text.split('id="t-counts"')[1]?.split('</table>')[0] ?? '';
      const rows = [...table.matchAll(/<th scope="row"[^>]*>([^<]+)</g)].map(([, name = '']) => name);
      const drawn = [...text.matchAll(/class="bar-row">\s*<p><span>([^<]+)</g)].map(([, name = '']) => name);
      expect(drawn).toEqual(rows);
      const inFile = csv
        .trim()
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(',')[0] ?? '');
      expect(inFile).toEqual(rows);
      return { rows, text };
    };
    const first = await shown('');
    expect(first.rows).toHaveLength(12);
    expect(first.rows[0]).toBe('Kind 03');
    expect(first.text).toContain('12 of 14 shown');
    // The way to all of them, which is not there once they stand there.
    const showAll = /<a class="no-print" href="([^"]+)">Show all<\/a>/;
    const [, toAll = ''] = first.text.match(showAll) ?? [];
    const whole = await browser.get(toAll.replaceAll('&amp;', '&'));
    expect(whole.text).toContain('14 of 14 shown');
    expect(whole.text).not.toMatch(showAll);
    expect((await shown('rows=all')).rows).toHaveLength(14);
    expect((await shown('sort=worst')).rows[0]).toBe('Kind 03');
    expect((await shown('sort=name&rows=all')).rows.at(-1)).toBe('Kind 13');
    expect((await shown('q=kind+1')).rows.every((name) => name.includes('Kind 1'))).toBe(true);
    expect((await shown('sort=nonsense')).rows).toEqual(first.rows);
  });

  it('are drawn hollow where they still change or are of few cases, which is said beneath', async () => {
    const opened = await openConsole();
    const { readModels, clock } = opened;
    const ids: string[] = [];
    const report = async (cases: number) => {
      for (let at = 0; at < cases; at++) ids.push((await reported(opened)).reportId);
      clock.advance(31 * 86_400_000);
    };
    await report(10);
    await report(2);
    await readModels.catchUp();
    const browser = await signedIn(opened);
    const { text } = await browser.get('/console/figures/on-time?groupBy=month');
    expect(text).toContain('fewer than 10 cases');
    expect(text.match(/class="dot first unsettled"/g)).toHaveLength(2);
    for (const id of ids)
      await opened.reports.reject(id, { reason: 'insufficient', message: 'Không đủ' }, operator);
    await readModels.catchUp();
    // All are decided: the month of ten stands, that of two does not.
    const decided = await browser.get('/console/figures/on-time?groupBy=month');
    expect(decided.text.match(/class="dot first unsettled"/g)).toHaveLength(1);
    expect(decided.text.match(/class="dot first"/g)).toHaveLength(1);
  });

  it('are the numbers of the API', async () => {
    const { opened } = await withCases();
    const browser = await signedIn(opened, 'auditor:u-1');
    const ask = async (path: string) => {
      const answer = await opened.app.inject({
        url: `/v1/${path}`,
        headers: { authorization: 'Bearer dev:auditor:u-1' },
      });
      expect(answer.statusCode, path).toBe(200);
      return answer.json();
    };
    const csvOf = async (path: string): Promise<readonly (readonly number[])[]> => {
      const { text } = await browser.get(`/console/figures/${path}`);
      const lines = text.trim().split('\r\n').slice(1);
      return lines.map((line) =>
        line.split(',').flatMap((cell) => (/^-?[0-9.]+$/.test(cell) ? [Number(cell)] : [])),
      );
    };
    const same = async (
      csv: string,
      api: string,
      [rows, numbers]: readonly [rows: string, numbers: (row: Json) => readonly number[]],
    ) => {
      const body: Json = await ask(api);
      const found: readonly (readonly number[])[] = body[rows].map(numbers);
      const shown = await csvOf(csv);
      expect(found.length, api).toBeGreaterThan(0);
      const most = found[0]?.length ?? 0;
      expect(shown.map((row) => row.slice(0, most).join()).sort(), csv).toEqual(
        found.map((row) => row.join()).sort(),
      );
    };
    await same('on-time/counts.csv?groupBy=agency', 'sla?groupBy=agency', [
      'figures',
      ({ cases, counts }) => [cases, ...verdicts.map((one) => counts[one])],
    ]);
    await same('satisfaction/satisfaction.csv?groupBy=agency', 'satisfaction?groupBy=agency', [
      'figures',
      ({ published, rated, notRated, pending }) => [published, rated, notRated, pending],
    ]);
    await same('backlog/backlog.csv', 'backlog', [
      'days',
      ({ open, overdue, paused }) => [open, overdue, paused],
    ]);
  });

  it('save as CSV what is on screen, and no formula of a name', async () => {
    const { opened } = await withCases();
    const browser = await signedIn(opened);
    const page = await browser.get('/console/figures/ranking?minimumCases=0');
    expect(page.text).toContain('=SUM(&lt;b>Lighting&lt;/b>)');
    expect(page.text).not.toContain('<b>Lighting');
    const [csv = ''] = linksIn(page, '/console/figures/ranking/agencies.csv');
    const file = await browser.get(csv);
    expect(file.headers['content-type']).toContain('text/csv');
    const [, row = ''] = file.text.split('\r\n');
    expect(row).toBe("1,'=SUM(<b>Lighting</b>),Authority,1,1,1,0.2065,1,1,0");
    expect((await browser.get('/console/figures/ranking/other.csv')).status).toBe(404);
  });

  it('say in their address what they are asked, and refuse what the API refuses', async () => {
    const { opened } = await withCases();
    const browser = await signedIn(opened);
    const tidied = await browser.get('/console/figures/on-time?agency=&asOf=2026-12-07T10:00');
    expect(tidied.url).toBe('/console/figures/on-time?asOf=2026-12-07T10%3A00%3A00%2B07%3A00&groupBy=month');
    expect(tidied.text).toContain('As of 07/12/2026, 10:00');
    expect((await browser.get('/console/figures/on-time?groupBy=kitchen')).status).toBe(422);
    const none = await browser.get('/console/figures/cases?none=agency');
    expect(none.text).toContain('Agency: none');
    expect(none.text.match(/<th scope="row">/g)).toHaveLength(2);
  });

  it('are for those who may read them: signals for none that are looked after, nothing for citizens', async () => {
    const { opened } = await withCases();
    const status = async (as: string, path: string, fields = {}) =>
      (await (await signedIn(opened, as, 'vi', fields)).get(`/console/figures/${path}`)).status;
    expect(await status('citizen:c-1', 'on-time')).toBe(403);
    expect(await status('operator:o-1', 'signals')).toBe(403);
    expect(await status('auditor:u-1', 'signals')).toBe(200);
    expect(await status('agency:a-1', 'ranking/agencies.csv', { agency: 'lighting' })).toBe(200);
    expect(await status('agency:a-1', 'cases?agency=other', { agency: 'lighting' })).toBe(403);
    for (const view of ['on-time', 'ranking', 'satisfaction', 'backlog', 'fines'])
      expect(await status('analyst:n-1', view)).toBe(200);
  });
});
