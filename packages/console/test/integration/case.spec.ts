import { defaultRateLimits } from '@phananh/http/limits';
import { describe, expect, it } from 'vitest';
import { browserOf, hiddenIn, openConsole, reported, type Seen } from '../support/open-console.ts';

type Browser = ReturnType<typeof browserOf>;

/** Opens the form of a command, and sends it with what was typed. */
const send = async (
  browser: Browser,
  path: string,
  command: string,
  typed: { readonly [name: string]: string } = {},
): Promise<Seen> => {
  const action = `${path}/do/${command}`;
  return browser.post(action, { ...hiddenIn(await browser.get(action), action), ...typed });
};

const opened = async () => {
  const console = await openConsole();
  const browser = browserOf(console);
  await browser.signIn('operator:o-1');
  return { ...console, browser, ...(await reported(console)) };
};

describe('a case', () => {
  it('is begun here no oftener than by the API, which counts the same', async () => {
    const console = await openConsole(
      {},
      { rateLimits: { ...defaultRateLimits, creations: { citizen: 3 } } },
    );
    const browser = browserOf(console);
    await browser.signIn('citizen:c-1');
    const action = '/console/report';
    const begin = async (): Promise<number> => {
      const hidden = hiddenIn(await browser.get(action), action);
      const typed = {
        text: 'Đèn hỏng',
        coordinates: '16.4637, 107.5909',
      };
      return (await browser.post(action, { ...hidden, ...typed })).status;
    };
    const byApi = await console.app.inject({
      method: 'POST',
      url: '/v1/reports',
      headers: { authorization: 'Bearer dev:citizen:c-1' },
      payload: { text: 'Đèn hỏng', location: { lat: 16.4637, lng: 107.5909 }, channel: 'app' },
    });
    expect([byApi.statusCode, await begin(), await begin(), await begin()]).toEqual([201, 200, 200, 429]);
    // Somebody else may.
    await browser.signIn('citizen:c-2');
    expect(await begin()).toBe(200);
  });

  it('shows each clock as a calendar, and why days do not count', async () => {
    const { browser, path } = await opened();
    const { text } = await browser.get(path);
    // Reported on Monday, 7 December; seven working days are over on Wednesday, the 16th.
    expect(text).toContain('Until the end of Wed, 16/12/2026');
    expect(text).toContain(
      '<caption><span class="unseen">Deadline: The whole report: </span>December 2026</caption>',
    );
    // Its two weeks, and no other.
    const dates = text
      .split('December 2026</caption>')[1]
      ?.split('</table>')[0]
      ?.matchAll(/class="date">(\d+)</g);
    expect([...(dates ?? [])].map(([, date]) => Number(date))).toEqual(
      Array.from({ length: 14 }, (_, at) => at + 7),
    );
    expect(text).toMatch(/<td class="due counted"><span class="date">16<\/span>.*?7 ⚑/);
    expect(text).toMatch(/12\/12 – 13\/12\/2026<\/time><span><strong>weekly day of rest/);
    expect(text).toContain('Until the end of Tue, 08/12/2026');
  });

  it('leaves out the weeks between the last day in time and the day on which it was done', async () => {
    const { browser, path, clock, reports, reportId } = await opened();
    clock.advance(14 * 86_400_000);
    await reports.verify(reportId, { category: 'lighting' }, { actor: { kind: 'operator', id: 'o-1' } });
    await browser.signIn('operator:o-1');
    const { text } = await browser.get(path);
    // To be verified within a day, by the 8th; done on the 21st.
    const table = text
      .split('Deadline: Verification: </span>December 2026</caption>')[1]
      ?.split('</table>')[0];
    const dates = [...(table ?? '').matchAll(/class="date">(\d+)<|⋯/g)].map(([all, date]) => date ?? all);
    expect(dates).toEqual([
      '7',
      '8',
      '9',
      '10',
      '11',
      '12',
      '13',
      '⋯',
      '21',
      '22',
      '23',
      '24',
      '25',
      '26',
      '27',
    ]);
  });

  it('leads auditors to its replay, and nobody else', async () => {
    const { path, reportId, browser, ...console } = await opened();
    const link = `href="/console/audit/cases/report/${reportId}"`;
    expect((await browser.get(path)).text).not.toContain(link);
    const auditor = browserOf(console);
    await auditor.signIn('auditor:au-1');
    expect((await auditor.get(path)).text).toContain(link);
  });

  it('names a holiday with its source in both languages', async () => {
    const console = await openConsole();
    console.clock.advance(20 * 86_400_000);
    const { path } = await reported(console);
    const browser = browserOf(console, 'vi');
    await browser.signIn('operator:o-1');
    const { text } = await browser.get(path);
    expect(text).toContain('Tết Dương lịch');
    expect(text).toMatch(/căn cứ: /);
  });

  it('lets one do now what is allowed now, by forms made of the schemas', async () => {
    const { browser, path, reports, reportId } = await opened();
    const before = await browser.get(path);
    expect(before.text).toContain('>Verify</a>');
    expect(before.text).not.toContain('>Approve and publish</a>');
    const seen = await send(browser, path, 'verify', {
      category: 'lighting',
      labels: 'a\r\nb\r\n',
      priority: 'urgent',
    });
    expect(seen.status).toBe(200);
    expect(seen.url).toBe(`${path}?done=verify`);
    expect(seen.text).toContain('Done: Verify.');
    const { category, labels, priority } = await reports.get(reportId);
    expect({ category, labels, priority }).toEqual({
      category: 'lighting',
      labels: ['a', 'b'],
      priority: 'urgent',
    });
  });

  it('keeps what was typed when it is refused, and says why at the field', async () => {
    const { browser, path } = await opened();
    const seen = await send(browser, path, 'reject', { message: 'Không đủ <b>thông tin</b>', reason: '' });
    expect(seen.status).toBe(422);
    expect(seen.text).toContain('Không đủ &lt;b>thông tin&lt;/b>');
    expect(seen.text).toMatch(
      /<select id="i-reason"[^>]*aria-invalid="true"[^>]*aria-describedby="i-reason-wrong"/,
    );
    expect(seen.text).toContain('<a href="#i-reason">Reason</a>');
  });

  it('does nothing twice: neither by a double click nor by a reload', async () => {
    const { browser, path, reports, reportId } = await opened();
    const action = `${path}/do/comment`;
    const form = { ...hiddenIn(await browser.get(action), action), text: 'Một lần', audience: 'public' };
    const seen = await Promise.all([browser.post(action, form), browser.post(action, form)]);
    expect(seen.map(({ status }) => status)).toEqual([200, 200]);
    expect((await browser.post(action, form)).status).toBe(200);
    expect((await reports.get(reportId)).commentsTotal).toBe(1);
  });

  it('tells one of two operators what the other did meanwhile, and keeps what they typed', async () => {
    const { browser, path, reports, reportId } = await opened();
    const action = `${path}/do/verify`;
    const form = { ...hiddenIn(await browser.get(action), action), category: 'lighting' };
    await reports.comment(reportId, { text: 'Đã gọi điện' }, { actor: { kind: 'operator', id: 'o-2' } });
    const refused = await browser.post(action, form);
    expect(refused.status).toBe(412);
    expect(refused.text).toContain('This happened since you opened the form');
    expect(refused.text).toContain('Đã gọi điện');
    expect(refused.text).toMatch(/<input id="i-category"[^>]*value="lighting"/);
    const again = await browser.post(action, { ...hiddenIn(refused, action), category: 'lighting' });
    expect(again.text).toContain('Done: Verify.');
  });

  it('brings a form back as it was when the session ended in the middle of it', async () => {
    const { browser, path, clock, reports, reportId } = await opened();
    const action = `${path}/do/reject`;
    const typed = { message: 'Mười nghìn chữ '.repeat(300), reason: 'abuse' };
    const form = { ...hiddenIn(await browser.get(action), action), ...typed };
    clock.advance(2 * 3_600_000);
    const ended = await browser.post(action, form);
    expect(ended.status).toBe(401);
    expect(ended.text).toContain('Nothing you typed is lost');
    const back = await browser.signIn('operator:o-1', hiddenIn(ended, '/console/sign-in/development'));
    expect(back.url).toBe(action);
    expect(back.text).toContain(typed.message.trim());
    expect(back.text).toMatch(/<option value="abuse" selected/);
    // Nothing was done before it was looked at again.
    expect((await reports.get(reportId)).phase).toBe('submitted');
    const sent = await browser.post(action, { ...hiddenIn(back, action), ...typed });
    expect(sent.text).toContain('Done: Reject.');
  });

  it('shows a form again that an earlier session of the same browser had opened', async () => {
    const { browser, path, reports, reportId } = await opened();
    const action = `${path}/do/comment`;
    const form = { ...hiddenIn(await browser.get(action), action), text: 'Ai viết?' };
    await browser.signIn('operator:o-9');
    const seen = await browser.post(action, form);
    expect(seen.text).toContain('You have signed in anew');
    expect(seen.text).toContain('Ai viết?');
    expect((await reports.get(reportId)).commentsTotal).toBe(0);
  });

  it('does nothing for somebody whose role does not let them, and nothing of another’s is there for them', async () => {
    const { path, ...console } = await opened();
    const auditor = browserOf(console);
    await auditor.signIn('auditor:au-1');
    expect((await auditor.get(path)).text).toContain('There is nothing for you to do now');
    const token = hiddenIn(await auditor.get(path), '/console/sign-out');
    expect((await auditor.post(`${path}/do/verify`, { ...token, category: 'lighting' })).status).toBe(403);
    const stranger = browserOf(console);
    await stranger.signIn('citizen:c-2');
    expect((await stranger.get(path)).status).toBe(404);
    expect((await stranger.get(`${path}/do/comment`)).status).toBe(404);
  });

  it('shows texts with markup, scripts and marks of direction as texts', async () => {
    const console = await openConsole();
    const nasty = '</blockquote><script>alert(1)</script>\u202e gnort <img src=x onerror=alert(1)>';
    const { path } = await reported(console, nasty);
    const browser = browserOf(console);
    await browser.signIn('operator:o-1');
    const { text } = await browser.get(path);
    expect(text).not.toMatch(/<script>alert|<img src=x/);
    expect(text).toContain('<span class="written" dir="auto">&lt;/blockquote>&lt;script>');
  });

  it('shows nobody the form of what is not theirs to begin', async () => {
    const browser = browserOf(await openConsole());
    const action = '/console/cases/agency/new/register';
    await browser.signIn('citizen:c-1');
    const seen = await browser.get(action);
    expect([seen.status, seen.text.includes('<form method="post" action="/console/cases')]).toEqual([
      403,
      false,
    ]);
    expect((await browser.post(action, { name: 'Hội' })).status).toBe(403);
    await browser.signIn('operator:o-1');
    const theirs = await browser.get(action);
    expect([theirs.status, theirs.text.includes(`action="${action}"`)]).toEqual([200, true]);
  });

  it('leads from the generic form of a report to the pages that it has', async () => {
    const { browser } = await opened();
    expect((await browser.get('/console/cases/report/new/submit')).url).toBe('/console/intake');
    await browser.signIn('citizen:c-1');
    expect((await browser.get('/console/cases/report/new/submit')).url).toBe('/console/report');
  });
});
