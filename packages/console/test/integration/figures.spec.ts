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
    for (const view of ['on-time?groupBy=agency', 'on-time?groupBy=month', 'ranking', 'backlog']) {
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

  it('give both readings by all formulas, with what each means', async () => {
    const { opened } = await withCases();
    const page = await (await signedIn(opened)).get('/console/figures/on-time?groupBy=month');
    for (const formula of ['onTimeOfDecided', 'onTimeOfDue', 'onTimeOfAll', 'original', 'disputeRate'])
      expect(page.text).toContain(`id="means-${formula}"`);
    expect(page.text).toContain('Some cases are undecided');
    const anchors = linksIn(page, '#means-');
    for (const anchor of anchors) expect(page.text).toContain(`id="${anchor.slice(1)}"`);
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
    expect(row).toBe("1,'=SUM(<b>Lighting</b>),Government,1,1,1,0.2065,1,1,0");
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
