import { huePolicy } from '@phananh/core';
import { erasures } from '@phananh/core/read-models';
import { defaultRateLimits } from '@phananh/http/limits';
import { describe, expect, it } from 'vitest';
import { browserOf, hiddenIn, type OpenedConsole, openConsole, type Seen } from '../support/open-console.ts';
import { photosIn } from '../support/photos.ts';

type Browser = ReturnType<typeof browserOf>;

const guestKey = new Uint8Array(32).fill(9);
const typed = { text: 'Đèn hỏng', address: '12 Lê Lợi', coordinates: '16.4637, 107.5909' };
const photo = ['lamp.jpg', 'JPEG of a lamp'] as const;

const opened = async (
  options: Parameters<typeof openConsole>[0] = {},
  host = {},
  hosted: Parameters<typeof openConsole>[2] = [],
) => {
  let console: OpenedConsole | undefined;
  const evidence = photosIn(() => {
    if (console === undefined) throw new Error('not open yet');
    return console.reports;
  });
  console = await openConsole({ evidence, ...options }, { evidence, ...host }, hosted);
  return console;
};

const send = async (
  browser: Browser,
  fields: { readonly [name: string]: string },
  path = '/console/report',
): Promise<Seen> => browser.post(path, { ...hiddenIn(await browser.get(path), path), ...fields });

const codesIn = ({ text }: Seen): { readonly code: string; readonly link: string } => {
  const [code = '', link = ''] = [...text.matchAll(/<p class="secret"><code>([^<]+)<\/code>/g)].map(
    ([, found = '']) => found,
  );
  return { code, link };
};

const reportIn = async ({ reports, readModels }: OpenedConsole, trackingCode: string) => {
  await readModels.catchUp();
  const reportId = readModels.reportIdOf(trackingCode) ?? '';
  return { reportId, report: await reports.get(reportId) };
};

describe('the form of a new report', () => {
  it('sends text, place and photos, and keeps the version of the privacy notice', async () => {
    const console = await opened();
    const browser = browserOf(console);
    await browser.signIn('citizen:c-1');
    const form = await browser.get('/console/report');
    expect(form.text).toContain('enctype="multipart/form-data"');
    const seen = await browser.postFiles(
      '/console/report',
      { ...hiddenIn(form, '/console/report'), ...typed },
      [photo, photo],
    );
    expect(seen.url).toBe('/console/report/sent');
    const { report } = await reportIn(console, codesIn(seen).code);
    expect(report).toMatchObject({
      text: 'Đèn hỏng',
      channel: 'web',
      location: { lat: 16.4637, lng: 107.5909, address: '12 Lê Lợi' },
      privacyNotice: 'phananh-2026-11',
      reporter: 'c-1',
    });
    expect(report.attachments).toHaveLength(2);
  });

  it('takes an address or an area without coordinates', async () => {
    const console = await opened();
    const browser = browserOf(console);
    await browser.signIn('citizen:c-1');
    const { code } = codesIn(await send(browser, { text: 'Cây đổ', areaCode: 'Vĩnh Ninh' }));
    expect((await reportIn(console, code)).report.location).toEqual({ areaCode: 'Vĩnh Ninh' });
  });

  it.each([
    ['16.4637, 107.5909', { lat: 16.4637, lng: 107.5909 }],
    ['107.5909 16.4637', { lat: 16.4637, lng: 107.5909 }],
    ['(16.4637; 107.5909)', { lat: 16.4637, lng: 107.5909 }],
  ])('understands the coordinates %s', async (coordinates, expected) => {
    const console = await opened();
    const browser = browserOf(console);
    await browser.signIn('citizen:c-1');
    const { code } = codesIn(await send(browser, { text: 'x', coordinates }));
    expect((await reportIn(console, code)).report.location).toEqual(expected);
  });

  it('keeps what was typed and the photos when something is wrong, and says what in the language of who looks', async () => {
    const console = await opened();
    const browser = browserOf(console, 'vi');
    await browser.signIn('citizen:c-1');
    const form = await browser.get('/console/report');
    const wrong = await browser.postFiles(
      '/console/report',
      {
        ...hiddenIn(form, '/console/report'),
        text: '<b>Đèn</b> \u202e"',
        coordinates: 'Huế',
        phone: 'x',
        email: 'y',
      },
      [photo],
    );
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('&lt;b>Đèn&lt;/b> \u202e&quot;');
    for (const why of [
      'Đây không phải toạ độ',
      'Đây không phải số điện thoại',
      'Đây không phải địa chỉ email',
    ])
      expect(wrong.text).toContain(why);
    const [kept = ''] = [...wrong.text.matchAll(/name="attachments" value="([0-9a-f]{64})" checked/g)].map(
      ([, id]) => id,
    );
    const sent = await browser.post('/console/report', {
      ...hiddenIn(wrong, '/console/report'),
      ...typed,
      attachments: kept,
    });
    expect((await reportIn(console, codesIn(sent).code)).report.attachments).toEqual([kept]);
  });

  it('loses nothing with a photo that is none', async () => {
    const browser = browserOf(await opened());
    await browser.signIn('citizen:c-1');
    const form = await browser.get('/console/report');
    const seen = await browser.postFiles(
      '/console/report',
      { ...hiddenIn(form, '/console/report'), ...typed },
      [['x.jpg', 'a virus'], photo],
    );
    expect(seen.status).toBe(422);
    expect(seen.text).toContain('>Đèn hỏng</textarea>');
    expect(seen.text).toContain('name="attachments"');
  });

  it('takes 10,000 characters and not one more', async () => {
    const browser = browserOf(await opened());
    await browser.signIn('citizen:c-1');
    expect((await send(browser, { ...typed, text: 'ệ'.repeat(10_000) })).url).toBe('/console/report/sent');
    const long = await send(browser, { ...typed, text: 'ệ'.repeat(10_001) });
    expect([long.status, long.text.includes('longer than 10,000')]).toEqual([422, true]);
  });

  it('does nothing twice by a double click, and shows the same link', async () => {
    const console = await opened();
    const browser = browserOf(console);
    await browser.signIn('citizen:c-1');
    const form = { ...hiddenIn(await browser.get('/console/report'), '/console/report'), ...typed };
    const first = codesIn(await browser.post('/console/report', form));
    const second = codesIn(await browser.post('/console/report', form));
    expect(second).toEqual(first);
    expect(first.link).toMatch(/^\w{4}-\w{4}-\w{4}-\w{4}$/);
  });

  it('brings back what was typed when the session ended in the middle of it, and says of photos that they are to be chosen again', async () => {
    const console = await opened();
    const browser = browserOf(console);
    await browser.signIn('citizen:c-1');
    const form = hiddenIn(await browser.get('/console/report'), '/console/report');
    console.clock.advance(2 * 3_600_000);
    const ended = await browser.postFiles('/console/report', { ...form, ...typed }, [photo]);
    expect(ended.status).toBe(401);
    const back = await browser.signIn('citizen:c-1', hiddenIn(ended, '/console/sign-in/development'));
    expect(back.text).toContain('>Đèn hỏng</textarea>');
    expect(back.text).toContain('choose your photos once more');
  });

  it('is not sent as a guest’s, without its photos, by whoever began it signed in', async () => {
    const console = await opened({ guestKey });
    const browser = browserOf(console);
    await browser.signIn('citizen:c-1');
    const form = hiddenIn(await browser.get('/console/report'), '/console/report');
    console.clock.advance(2 * 3_600_000);
    const ended = await browser.postFiles('/console/report', { ...form, ...typed }, [photo]);
    expect([ended.status, codesIn(ended).code]).toEqual([401, '']);
    const back = await browser.signIn('citizen:c-1', hiddenIn(ended, '/console/sign-in/development'));
    expect(back.text).toContain('>Đèn hỏng</textarea>');
    expect(back.text).toContain('choose your photos once more');
  });

  it('is shown again to a guest whose day is over, who is told to choose the photos once more', async () => {
    const console = await opened({ guestKey });
    const browser = browserOf(console);
    const form = await browser.get('/console/report');
    const wrong = await browser.postFiles('/console/report', hiddenIn(form, '/console/report'), [photo]);
    const [, kept = ''] = /name="attachments" value="([0-9a-f]{64})"/.exec(wrong.text) ?? [];
    console.clock.advance(25 * 3_600_000);
    const late = { ...hiddenIn(wrong, '/console/report'), ...typed, attachments: kept };
    const ended = await browser.postFiles('/console/report', late, [photo]);
    expect([ended.url, codesIn(ended).code]).toEqual(['/console/report', '']);
    expect(ended.text).toContain('>Đèn hỏng</textarea>');
    expect(ended.text).toContain('choose your photos once more');
    expect(ended.text).not.toContain(kept);
    const sent = await browser.postFiles(
      '/console/report',
      { ...hiddenIn(ended, '/console/report'), ...typed },
      [photo],
    );
    expect((await reportIn(console, codesIn(sent).code)).report.attachments).toHaveLength(1);
  });

  it.each([
    ['en', 5, 'At most four photos'],
    ['vi', 12, 'nhiều nhất bốn ảnh'],
  ])(
    'says in words (%s) that %i photos are too many, and keeps the first four',
    async (language, many, words) => {
      const browser = browserOf(await opened(), language);
      await browser.signIn('citizen:c-1');
      const form = await browser.get('/console/report');
      const seen = await browser.postFiles(
        '/console/report',
        { ...hiddenIn(form, '/console/report'), ...typed },
        Array.from({ length: many }, () => photo),
      );
      expect(seen.status).toBe(422);
      expect(seen.text).toContain(words);
      expect(seen.text).toContain('>Đèn hỏng</textarea>');
      expect(seen.text.match(/name="attachments" value="[0-9a-f]{64}" checked/g)).toHaveLength(4);
    },
  );

  it.each([
    ['en', 'What you write is published with the result'],
    ['vi', 'Nội dung bạn viết được công bố cùng kết quả'],
  ])('says before it is sent (%s) that what is written is published', async (language, words) => {
    const console = await opened({ guestKey });
    expect((await browserOf(console, language).get('/console/report')).text).toContain(words);
  });

  it('is not sent under a privacy notice that was not shown', async () => {
    const browser = browserOf(await opened());
    await browser.signIn('citizen:c-1');
    const seen = await send(browser, { ...typed, privacyNotice: 'older' });
    expect(seen.text).toContain('The privacy notice has changed');
    expect(seen.text).toContain('>Đèn hỏng</textarea>');
  });

  it('is for who signs in, unless the host lets guests report', async () => {
    expect((await browserOf(await opened()).get('/console/report')).url).toContain('/console/sign-in');
    const console = await opened({ guestKey });
    const browser = browserOf(console);
    const form = await browser.get('/console/report');
    const wrong = await browser.postFiles('/console/report', hiddenIn(form, '/console/report'), [photo]);
    const [kept = ''] = [...wrong.text.matchAll(/name="attachments" value="([0-9a-f]{64})"/g)].map(
      ([, id]) => id,
    );
    const seen = await browser.post('/console/report', {
      ...hiddenIn(wrong, '/console/report'),
      ...typed,
      attachments: kept,
    });
    const { report } = await reportIn(console, codesIn(seen).code);
    expect(report.reporter).toMatch(/^guest:/);
    expect(report.attachments).toEqual([kept]);
    // Somebody else cannot name the photo.
    const other = browserOf(console);
    const stolen = await other.post('/console/report', {
      ...hiddenIn(await other.get('/console/report'), '/console/report'),
      ...typed,
      attachments: kept,
    });
    expect((await reportIn(console, codesIn(stolen).code)).report.attachments).toEqual([]);
  });

  it('counts guests by their address', async () => {
    const console = await opened(
      { guestKey },
      { rateLimits: { ...defaultRateLimits, creations: { guest: 2 } } },
    );
    const statuses = [];
    for (let n = 0; n < 3; n++) statuses.push((await send(browserOf(console), typed)).status);
    expect(statuses).toEqual([200, 200, 429]);
  });

  it.each([
    ['en', 'Wait 60 minutes'],
    ['vi', 'Xin đợi 60 phút'],
  ])(
    'keeps what was typed of who has to wait, and says (%s) how long; looks are not counted',
    async (language, words) => {
      const console = await opened(
        { guestKey, policy: { ...huePolicy, showsNearby: true } },
        { rateLimits: { ...defaultRateLimits, creations: { guest: 2 } } },
      );
      const browser = browserOf(console, language);
      for (let n = 0; n < 3; n++) expect((await send(browser, { ...typed, _look: 'true' })).status).toBe(200);
      for (let n = 0; n < 2; n++) expect((await send(browser, typed)).url).toBe('/console/report/sent');
      const form = hiddenIn(await browser.get('/console/report'), '/console/report');
      const seen = await browser.postFiles('/console/report', { ...form, ...typed }, [photo]);
      expect(seen.status).toBe(429);
      expect(Number(seen.headers['retry-after'])).toBeGreaterThan(3_000);
      expect(seen.text).toContain(words);
      expect(seen.text).toContain('>Đèn hỏng</textarea>');
      // No room to send is no room for photos either.
      expect(seen.text).not.toContain('name="attachments"');
    },
  );

  it('shows before sending what is reported nearby, where the policy does, and lets one support it', async () => {
    const console = await opened({ policy: { ...huePolicy, showsNearby: true } });
    const { reports, readModels } = console;
    const { reportId } = await reports.submit(
      { text: 'canary', location: { lat: 16.4637, lng: 107.5909, address: 'canary' }, channel: 'app' },
      { actor: { kind: 'citizen', id: 'c-9' } },
    );
    await reports.verify(reportId, { category: 'lighting' }, { actor: { kind: 'operator', id: 'o-1' } });
    await readModels.catchUp();
    const browser = browserOf(console);
    await browser.signIn('citizen:c-1');
    const seen = await send(browser, { ...typed, _look: 'true' });
    expect(seen.text).toContain('since Mon, 07/12/2026');
    expect(seen.text).toContain('16.463, 107.59');
    expect(seen.text).toContain('>Đèn hỏng</textarea>');
    expect(seen.text).not.toContain('canary');
    const path = `/console/nearby/${reportId}/support`;
    expect((await send(browser, {}, path)).text).toContain('You were counted');
    expect((await reports.get(reportId)).supporters).toBe(1);
    expect((await send(browser, {}, path)).status).toBe(409);
    expect((await browser.get('/console/nearby/01890a5d-ac96-774b-bcce-b302099a8057/support')).status).toBe(
      404,
    );
  });
});

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
    const form = hiddenIn(await browser.get(action), action);
    const done = await browser.postFiles(action, { ...form, text: 'Cột số 4' }, [photo]);
    expect(done.status).toBe(200);
    const report = await console.reports.get(reportId);
    expect(report.attachments).toHaveLength(1);
  });

  it.each([
    ['en', 'The text was erased'],
    ['vi', 'Nội dung đã được xoá'],
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
