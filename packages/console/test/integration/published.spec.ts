import { describe, expect, it } from 'vitest';
import { browserOf, openConsole, reported } from '../support/open-console.ts';
import { publishedReport } from '../support/published.ts';

const operator = { actor: { kind: 'operator', id: 'o-0' } } as const;
const citizen = { actor: { kind: 'citizen', id: 'reporter-canary' } } as const;

describe('the list of what was published', () => {
  it('is anybody’s, in both languages, and has nothing that was not published or is not everybody’s', async () => {
    const opened = await openConsole();
    await reported(opened, 'Chưa công bố');
    await publishedReport(opened, { text: 'Riêng cho người gửi', visibility: 'reporter-only' });
    const id = await publishedReport(opened, { text: '<b>Đèn</b> \u202Egnud' });
    for (const [language, words] of [
      ['en', ['Published reports', '1 report', 'Result of']],
      ['vi', ['Phản ánh đã công bố', '1 phản ánh', 'Kết quả <time']],
    ] as const) {
      const { status, text } = await browserOf(opened, language).get('/console/published');
      expect(status).toBe(200);
      for (const word of words) expect(text).toContain(word);
      expect(text).toContain(`href="/console/published/reports/${id}"`);
      expect(text).toContain('<span class="written" dir="auto">&lt;b>Đèn&lt;/b> \u202Egnud</span>');
      for (const hidden of [
        'Chưa công bố',
        'Riêng',
        '12 Lê Lợi',
        '16.4637',
        '107.5909',
        'reporter-canary',
        'Ánh Dương',
      ])
        expect(text).not.toContain(hidden);
    }
  });

  it('is filtered by its address, which a form without JavaScript makes, and keeps the filter over pages', async () => {
    const opened = await openConsole();
    for (let n = 0; n < 21; n++) await publishedReport(opened);
    await publishedReport(opened, { text: 'Cây đổ', category: 'trees', areaCode: 'kim-long' });
    const browser = browserOf(opened);
    const first = await browser.get('/console/published?category=lighting&areaCode=&q=');
    expect(first.url).toBe('/console/published?category=lighting');
    expect(first.text).toContain('21 reports');
    expect(first.text).not.toContain('Cây đổ');
    const next = /rel="next" href="([^"]+)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(next).toContain('category=lighting');
    const second = await browser.get(next);
    expect(second.text.match(/published\/reports\//g)).toHaveLength(1);
    expect((await browser.get('/console/published?q=cay+do')).text).toContain('1 report');
    // A box of the map, and the way out of it.
    const box = await browser.get('/console/published?bbox=107.59,16.463,107.591,16.464&category=lighting');
    expect(box.text).toContain('Only what was on the map');
    expect(box.text).toContain('href="/console/published?category=lighting"');
  });

  it('says what is wrong with an address, and does not fall over', async () => {
    const browser = browserOf(await openConsole());
    expect((await browser.get('/console/published?verdict=late')).status).toBe(422);
    expect((await browser.get('/console/published?bbox=1,2')).status).toBe(422);
    expect((await browser.get('/console/published/figures?from=2026-13')).status).toBe(422);
    expect((await browser.get('/console/published/reports/no-such')).status).toBe(404);
  });
});

describe('one published report', () => {
  it('whose citizen was erased says so, as the list does, and so does a comment of theirs', async () => {
    const opened = await openConsole();
    const id = await publishedReport(opened, { text: 'canary text' });
    const { handler } = opened.reports;
    const { submittedBy } = (await handler.load(id))?.state ?? {};
    if (submittedBy === undefined) throw new TypeError('there is no report');
    await handler.execute(id, 'comment', { text: 'canary comment' }, { actor: submittedBy });
    const person = `citizen:${submittedBy.id}`;
    await handler.execute(
      id,
      'erase-personal-data',
      { person },
      { actor: { kind: 'system', id: 'erasure' } },
    );
    await opened.readModels.catchUp();
    const browser = browserOf(opened);
    for (const [path, times] of [
      ['/console/published', 1],
      [`/console/published/reports/${id}`, 2],
    ] as const) {
      const { status, text } = await browser.get(path);
      expect([path, status, text.match(/The text was erased/g)?.length]).toEqual([path, 200, times]);
      expect(text).not.toContain('canary');
    }
  });

  it('shows what everybody may see, the same to whoever looks', async () => {
    const opened = await openConsole();
    const id = await publishedReport(opened, { publicText: 'Đã thay <i>bóng</i>' });
    await opened.reports.comment(id, { text: 'Nội bộ', audience: 'internal' }, operator);
    await opened.reports.comment(id, { text: 'Cảm ơn', audience: 'public' }, citizen);
    const path = `/console/published/reports/${id}`;
    const seen = await browserOf(opened).get(path);
    expect(seen.status).toBe(200);
    for (const shown of ['Đèn đường hỏng', 'Đã thay &lt;i>bóng&lt;/i>', 'Cảm ơn', '16.463', 'Thuan hoa'])
      expect(seen.text).toContain(shown);
    for (const hidden of ['Nội bộ', '16.4637', '12 Lê Lợi, Huế', 'reporter-canary'])
      expect(seen.text).not.toContain(hidden);
    const clerk = browserOf(opened);
    await clerk.signIn('operator:o-3');
    const signedIn = (await clerk.get(path)).text;
    for (const hidden of ['Nội bộ', '16.4637', '12 Lê Lợi, Huế']) expect(signedIn).not.toContain(hidden);
  });

  it('is not found where it is not published, or not any more', async () => {
    const opened = await openConsole();
    const { reportId } = await reported(opened);
    const browser = browserOf(opened);
    const seen = await browser.get(`/console/published/reports/${reportId}`);
    expect([seen.status, seen.text.includes('Đèn')]).toEqual([404, false]);
    const own = await publishedReport(opened, { visibility: 'reporter-only' });
    expect((await browser.get(`/console/published/reports/${own}`)).status).toBe(404);
  });

  it('is without what is hidden', async () => {
    const opened = await openConsole();
    const id = await publishedReport(opened);
    for (const field of ['text', 'location', 'publicText'])
      await opened.reports.redact(id, { field, reason: 'Có tên' }, operator);
    await opened.readModels.catchUp();
    const { text, status } = await browserOf(opened).get(`/console/published/reports/${id}`);
    expect(status).toBe(200);
    for (const hidden of ['Đèn đường', '16.463', 'Đã thay']) expect(text).not.toContain(hidden);
  });

  it('lets a citizen who may say that they have the same problem', async () => {
    const opened = await openConsole();
    const id = await publishedReport(opened);
    await opened.reports.dispute(id, { reason: 'Đèn vẫn tắt' }, citizen);
    await opened.readModels.catchUp();
    const path = `/console/published/reports/${id}`;
    const form = `/console/cases/report/${id}/do/support`;
    expect((await browserOf(opened).get(path)).text).toContain(encodeURIComponent(form));
    const other = browserOf(opened);
    await other.signIn('citizen:c-2');
    expect((await other.get(path)).text).toContain(`href="${form}"`);
    const own = browserOf(opened);
    await own.signIn('citizen:reporter-canary');
    expect((await own.get(path)).text).not.toContain(form);
  });
});

describe('figures for everybody', () => {
  it('are drawn, in tables and in files, by month, category and area', async () => {
    const opened = await openConsole();
    for (let n = 0; n < 5; n++) await publishedReport(opened);
    await publishedReport(opened, { category: 'trees' });
    for (let n = 0; n < 4; n++) await publishedReport(opened, { category: 'noise' });
    const browser = browserOf(opened);
    const { status, text } = await browser.get('/console/published/figures');
    expect(status).toBe(200);
    expect(text).toContain('December 2026');
    expect(text).toContain('100.0%');
    const byCategory = await browser.get('/console/published/figures?groupBy=category');
    expect(byCategory.text).toContain('Street lighting');
    expect(byCategory.text).not.toContain('Trees');
    expect(byCategory.text).toContain('Others together');
    const file = await browser.get('/console/published/figures/reports.csv?groupBy=category');
    expect(file.headers['content-type']).toContain('text/csv');
    expect(file.text).toContain('Street lighting,5,5,0,0,0,0,1,5,5');
    expect((await browser.get('/console/published/figures/other.csv')).status).toBe(404);
    expect((await browserOf(opened, 'vi').get('/console/published/figures')).text).toContain(
      'Tháng 12 năm 2026',
    );
  });

  it('put months that stand together last, below the months, and say of which numbers still change', async () => {
    const opened = await openConsole();
    const { clock } = opened;
    for (let n = 0; n < 4; n++) await publishedReport(opened);
    await reported(opened);
    clock.advance(32 * 86_400_000);
    for (let n = 0; n < 3; n++) await publishedReport(opened);
    clock.advance(31 * 86_400_000);
    for (let n = 0; n < 2; n++) await publishedReport(opened);
    clock.advance(31 * 86_400_000);
    for (let n = 0; n < 5; n++) await publishedReport(opened);
    const { text } = await browserOf(opened).get('/console/published/figures');
    const names = [...text.matchAll(/<th scope="row"[^>]*>([^<]+)</g)].map(([, name]) => name);
    expect(names.slice(0, 3)).toEqual(['March 2027', 'December 2026', 'Others together']);
    // The one of December is not closed.
    expect(text.match(/class="dot first unsettled"/g)).toHaveLength(1);
    expect(text).toContain('Hollow points still change');
  });
});

describe('a published report, to whoever reported it', () => {
  it('says that it is theirs and leads to their own page, and says so to nobody else', async () => {
    const opened = await openConsole();
    const id = await publishedReport(opened);
    const seenBy = async (as?: string): Promise<readonly [boolean, boolean]> => {
      const browser = browserOf(opened);
      if (as !== undefined) await browser.signIn(as);
      const { text } = await browser.get(`/console/published/reports/${id}`);
      return [text.includes('You reported this.'), text.includes(`href="/console/cases/report/${id}"`)];
    };
    expect(await seenBy('citizen:reporter-canary')).toEqual([true, true]);
    expect(await seenBy('citizen:c-9')).toEqual([false, false]);
    expect(await seenBy()).toEqual([false, false]);
  });
});
