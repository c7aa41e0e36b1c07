import { erasures } from '@phananh/core/read-models';
import { describe, expect, it } from 'vitest';
import { type Browser, codesIn, opened, photo, reportIn, send, typed } from '../support/citizens.ts';
import { browserOf, hiddenIn, type Seen } from '../support/open-console.ts';
import { publishedReport } from '../support/published.ts';

describe('the one-time link on the pages', () => {
  const sent = async () => {
    const console = await opened({}, {}, erasures);
    const browser = browserOf(console);
    await browser.signIn('citizen:c-1');
    const seen = await send(browser, typed);
    const codes = codesIn(seen);
    return { console, browser, seen, ...codes, ...(await reportIn(console, codes.code)) };
  };
  const open = async (browser: Browser, code: string, link: string): Promise<Seen> =>
    send(browser, { code, link }, '/console/open');

  it('is shown once with the acknowledgement', async () => {
    const { browser, seen, link } = await sent();
    expect(seen.text).toContain(`link=${link}`);
    const again = await browser.get('/console/report/sent');
    expect(again.status).toBe(404);
    expect(again.text).not.toContain(link);
  });

  it('makes its holder the reporter of that report, by a cookie of that report alone', async () => {
    const { console, code, link, reportId } = await sent();
    const holder = browserOf(console);
    const own = await open(holder, code, link);
    expect(own.url).toBe(`/console/held/cases/report/${reportId}`);
    expect(own.text).toContain('Withdraw');
    expect([...holder.cookies.keys()]).toEqual([
      `phananh.report.local /console/held/cases/report/${reportId}`,
    ]);
    const action = `/console/held/cases/report/${reportId}/do/withdraw`;
    const done = await send(holder, { reason: 'Đã sửa' }, action);
    expect(done.text).toContain('Done: ');
    expect((await console.reports.get(reportId)).phase).toBe('withdrawn');
  });

  it('opens no other report, and nothing else of the console', async () => {
    const { console, browser, code, link } = await sent();
    const other = await reportIn(console, codesIn(await send(browser, typed)).code);
    const holder = browserOf(console);
    await open(holder, code, link);
    const [[key, value] = ['', '']] = [...holder.cookies];
    const name = key.split(' ')[0] ?? '';
    // Whoever sends the cookie where it is not for is nobody there.
    for (const path of [
      `/console/held/cases/report/${other.reportId}`,
      '/console/held/cases/report/new/submit',
      '/console/held/cases/dataRequest/new/ask',
      `/console/cases/report/${other.reportId}`,
      '/console/work',
    ]) {
      holder.cookies.set(name, value);
      const seen = await holder.get(path);
      expect([path, [401, 404].includes(seen.status) || seen.url.includes('sign-in')]).toEqual([path, true]);
    }
    // Nor is anything done there that is sent as a form.
    const ask = '/console/held/cases/dataRequest/new/ask';
    holder.cookies.set(name, value);
    expect((await holder.post(ask, { kind: 'copy' })).status).toBe(401);
    holder.cookies.set('phananh.local', value);
    expect((await holder.get('/console/work')).url).toContain('sign-in');
  });

  it('says that it is spent, and what to do, and is used by nobody who only looks', async () => {
    const { console, code, link } = await sent();
    const preview = browserOf(console);
    const page = await preview.get(`/console/open?${new URLSearchParams({ code, link })}`);
    expect(page.text).toContain(`value="${link}"`);
    await open(browserOf(console), code, link);
    const late = await open(browserOf(console, 'vi'), code, link);
    expect([late.status, late.text.includes('Đường dẫn đã dùng rồi')]).toEqual([409, true]);
    const wrong = await open(browserOf(console), code, 'AAAA-AAAA-AAAA-AAAA');
    expect([wrong.status, wrong.text.includes('it has no such link')]).toEqual([404, true]);
  });

  it('is made anew on the device that has the report, which then has it no more', async () => {
    const { console, code, link, reportId } = await sent();
    const holder = browserOf(console);
    await open(holder, code, link);
    const made = await send(holder, {}, `/console/held/cases/report/${reportId}/link`);
    expect(codesIn(made).link).toMatch(/^\w{4}-/);
    expect((await holder.get(`/console/held/cases/report/${reportId}`)).text).toContain(
      'does not have the report',
    );
    const next = browserOf(console);
    expect((await open(next, code, codesIn(made).link)).status).toBe(200);
  });

  it('can be given up, and ends with what was typed kept for copying', async () => {
    const { console, code, link, reportId } = await sent();
    const holder = browserOf(console);
    await open(holder, code, link);
    const action = `/console/held/cases/report/${reportId}/do/comment`;
    const form = hiddenIn(await holder.get(action), action);
    const twin = browserOf(console);
    for (const [name, value] of holder.cookies) twin.cookies.set(name, value);
    expect((await send(holder, {}, `/console/held/cases/report/${reportId}/give-up`)).text).toContain(
      'has the report no more',
    );
    const late = await twin.post(action, { ...form, text: 'Viết dở' });
    expect([late.status, late.text.includes('Viết dở')]).toEqual([401, true]);
  });
});

describe('a report as its reporter sees it', () => {
  it('asks first what is asked of them, and takes the answer with a photo', async () => {
    const console = await opened();
    const browser = browserOf(console);
    await browser.signIn('citizen:c-1');
    const { code } = codesIn(await send(browser, typed));
    const { reportId } = await reportIn(console, code);
    await console.reports.requestInformation(
      reportId,
      { question: 'Cột nào?' },
      { actor: { kind: 'operator', id: 'o-1' } },
    );
    const own = await browser.get(`/console/cases/report/${reportId}`);
    expect(own.text).toContain('Cột nào?');
    const action = `/console/cases/report/${reportId}/do/provide-information`;
    expect(own.text).toContain(`class="button" href="${action}"`);
    const asked = await browser.get(action);
    // What is asked stands beside the answer.
    expect(asked.text).toContain('Cột nào?');
    const form = hiddenIn(asked, action);
    const done = await browser.postFiles(action, { ...form, text: 'Cột số 4' }, [photo]);
    expect(done.status).toBe(200);
    const report = await console.reports.get(reportId);
    expect(report.attachments).toHaveLength(1);
  });

  it('shows how they rated and disputed it and what became of that, and where it is by its coordinates', async () => {
    const console = await opened();
    const id = await publishedReport(console);
    const { reports } = console;
    const browser = browserOf(console);
    await browser.signIn('citizen:reporter-canary');
    const path = `/console/cases/report/${id}`;
    expect((await browser.get(path)).text).toContain('16.4637, 107.5909');
    const rated = await send(browser, { grade: 'acceptable', comment: 'Hơi chậm' }, `${path}/do/rate`);
    expect(rated.text).toMatch(/Your rating<\/h2><p><strong>[^<]+<\/strong><\/p><blockquote>.*Hơi chậm/);
    const dispute = `${path}/do/dispute`;
    const form = await browser.get(dispute);
    expect(form.text).toContain('Đã thay bóng đèn.');
    const disputed = await browser.postFiles(dispute, { ...hiddenIn(form, dispute), reason: 'Đèn vẫn tắt' }, [
      photo,
    ]);
    expect(disputed.text).toMatch(
      /Your dispute<\/h2><blockquote>.*Đèn vẫn tắt.*<strong>The centre is looking at it. It decides by Thu, 10\/12\/2026/s,
    );
    expect(await reports.get(id)).toMatchObject({ disputes: [{ attachments: [expect.any(String)] }] });
    await reports.upholdDispute(id, { reason: 'Người dân đúng' }, { actor: { kind: 'operator', id: 'o-1' } });
    const { text } = await browser.get(path);
    expect(text).toMatch(/The centre agrees: it is handled again.*Người dân đúng/s);
    // A rating is of the round that was rated.
    expect(text).not.toContain('Your rating');
  });

  it.each([
    ['en', 'The text was erased'],
    ['vi', 'Nội dung đã được xóa'],
  ])('says (%s) that its text was erased', async (language, words) => {
    const console = await opened();
    const browser = browserOf(console, language);
    await browser.signIn('citizen:c-1');
    const { reportId } = await reportIn(console, codesIn(await send(browser, typed)).code);
    const path = `/console/cases/report/${reportId}`;
    expect((await browser.get(path)).text).not.toContain(words);
    await console.reports.handler.execute(
      reportId,
      'erase-personal-data',
      { person: 'citizen:c-1' },
      { actor: { kind: 'system', id: 'erasure' } },
    );
    expect((await browser.get(path)).text).toContain(words);
  });

  it('leads whoever is signed in to asking for a copy or an erasure, which can be followed', async () => {
    const console = await opened({}, {}, erasures);
    const browser = browserOf(console);
    await browser.signIn('citizen:c-1');
    const { reportId } = await reportIn(console, codesIn(await send(browser, typed)).code);
    const ask = '/console/cases/dataRequest/new/ask';
    expect((await browser.get(`/console/cases/report/${reportId}`)).text).toContain(`href="${ask}"`);
    expect((await browser.get(ask)).text).toContain('>In the words of who asks');
    const asked = await send(browser, { kind: 'copy' }, ask);
    expect(asked.url).toMatch(/\/console\/cases\/dataRequest\/[^/]+\?done=ask/);
    expect((await browser.get(asked.url)).status).toBe(200);
  });

  it('leads others to the case as ever', async () => {
    const console = await opened();
    const browser = browserOf(console);
    await browser.signIn('citizen:c-1');
    const { reportId } = await reportIn(console, codesIn(await send(browser, typed)).code);
    await browser.signIn('operator:o-1');
    expect((await browser.get(`/console/cases/report/${reportId}`)).text).toContain('What was reported');
  });
});

describe('intake by telephone', () => {
  it('takes a report down on one screen, and shows both codes to read out', async () => {
    const console = await opened();
    const browser = browserOf(console);
    await browser.signIn('operator:o-1');
    const seen = await send(
      browser,
      { ...typed, name: 'Bà Lan', phone: '0914 000 111', category: 'lighting' },
      '/console/intake',
    );
    expect(seen.url).toBe('/console/intake/sent');
    expect(seen.text).toContain('Read both codes out to the caller');
    expect(seen.text).not.toContain('Your report');
    const { code, link } = codesIn(seen);
    const { report, reportId } = await reportIn(console, code);
    expect(report).toMatchObject({
      channel: 'hotline',
      category: 'lighting',
      contact: { name: 'Bà Lan', phone: '0914 000 111' },
      reporter: null,
    });
    const caller = browserOf(console);
    const own = await send(caller, { code, link }, '/console/open');
    expect(own.url).toBe(`/console/held/cases/report/${reportId}`);
    expect((await browser.get('/console/intake/sent')).status).toBe(404);
  });

  it('finds earlier reports of the caller by the whole number, however it is written, and keeps what was typed', async () => {
    const console = await opened();
    const browser = browserOf(console);
    await browser.signIn('operator:o-1');
    const caller = { text: 'Lần trước', address: '3 Nguyễn Huệ', phone: '0914 000 111' };
    await reportIn(console, codesIn(await send(browser, caller, '/console/intake')).code);
    const look = { text: 'Lần này', phone: '+84 914.000.111', _look: 'true' };
    const seen = await send(browser, look, '/console/intake');
    expect(seen.text).toContain('Lần trước');
    expect(seen.text).toContain('>Lần này</textarea>');
    const other = await send(browser, { ...look, phone: '0914 000 112' }, '/console/intake');
    expect(other.text).not.toContain('Lần trước');
    const none = await send(browser, { ...look, phone: '' }, '/console/intake');
    expect(none.text).toContain('Type the number first');
  });

  it('is for operators alone', async () => {
    const browser = browserOf(await opened());
    await browser.signIn('citizen:c-1');
    expect((await browser.get('/console/intake')).status).toBe(403);
    await browser.signIn('operator:o-1');
    expect((await browser.get('/console/report')).url).toBe('/console/intake');
  });
});
