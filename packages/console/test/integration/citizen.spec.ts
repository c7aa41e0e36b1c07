import { huePolicy } from '@phananh/core';
import { defaultRateLimits } from '@phananh/http/limits';
import { describe, expect, it } from 'vitest';
import { codesIn, guestKey, opened, photo, reportIn, send, typed } from '../support/citizens.ts';
import { browserOf, hiddenIn } from '../support/open-console.ts';

describe('the form of a new report', () => {
  it('sends text, place and photos, and keeps the version of the privacy notice', async () => {
    const console = await opened();
    const browser = browserOf(console);
    await browser.signIn('citizen:c-1');
    const form = await browser.get('/console/report');
    expect(form.text).toContain('enctype="multipart/form-data"');
    // All of the notice is in the form, folded.
    expect(form.text).toMatch(
      /<details[^>]*><summary>Privacy notice \(phananh-2026-11\)<\/summary><p>The centre/,
    );
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
      'Đây không phải tọa độ',
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

  it('takes photos one by one before it, of who is signed in and of a guest, whom it names', async () => {
    const console = await opened({ guestKey });
    const browser = browserOf(console);
    const form = hiddenIn(await browser.get('/console/report'), '/console/report');
    const path = '/console/report/photos';
    const first = await browser.postFiles(path, form, [photo]);
    const told = JSON.parse(first.text);
    expect([first.status, /^[0-9a-f]{64}$/.test(told.attachmentId), told.guest.startsWith('guest.')]).toEqual(
      [201, true, true],
    );
    const second = JSON.parse((await browser.postFiles(path, { _guest: told.guest }, [photo])).text);
    expect(second.guest).toBe(told.guest);
    const { code } = codesIn(
      await browser.post('/console/report', {
        ...form,
        ...typed,
        _guest: told.guest,
        attachments: second.attachmentId,
      }),
    );
    expect((await reportIn(console, code)).report.attachments).toEqual([second.attachmentId]);
    // What is no photo, what is more than one, and what comes from elsewhere or from a session that has ended is not taken.
    const refused = async (...given: Parameters<typeof browser.postFiles>): Promise<readonly unknown[]> => {
      const { status, text } = await browser.postFiles(...given);
      return [status, JSON.parse(text).code];
    };
    expect(await refused(path, {}, [['x.jpg', 'a virus']])).toEqual([422, 'attachment-type-refused']);
    expect(await refused(path, {}, [photo, photo])).toEqual([400, 'malformed-request']);
    expect(await refused(path, {}, [])).toEqual([400, 'malformed-request']);
    expect(await refused(path, { _token: 'of another session' }, [photo])).toEqual([401, 'unauthenticated']);
    const signed = browserOf(console);
    await signed.signIn('citizen:c-1');
    const own = hiddenIn(await signed.get('/console/report'), '/console/report');
    expect(JSON.parse((await signed.postFiles(path, own, [photo])).text)).toMatchObject({ guest: '' });
    expect((await signed.postFiles(path, {}, [photo])).status).toBe(401);
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
