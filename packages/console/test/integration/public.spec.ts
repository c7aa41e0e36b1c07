import { defaultRateLimits } from '@phananh/http/limits';
import { describe, expect, it } from 'vitest';
import { logOf } from '../support/log.ts';
import { browserOf, openConsole, reported } from '../support/open-console.ts';

const operator = { actor: { kind: 'operator', id: 'o-1' } } as const;

describe('following a report by its code', () => {
  it('says to anybody how it goes, and nothing of what it says before it is published', async () => {
    const opened = await openConsole();
    const { reportId } = await reported(opened, '<script>alert(1)</script> \u202Egnud');
    const trackingCode = String((await opened.reports.handler.load(reportId))?.state.trackingCode);
    const browser = browserOf(opened);
    const seen = await browser.get(`/console/track?code=${trackingCode.toLowerCase().replace('-', '')}`);
    expect(seen.status).toBe(200);
    expect(seen.text).toContain(trackingCode);
    expect(seen.text).toContain('Result due by');
    expect(seen.text).toMatch(/class="now" aria-current="step"/);
    expect(seen.text).not.toContain('gnud');
    expect(seen.text).not.toContain('12 Lê Lợi');
  });

  it('shows the answer when it is published, in the direction of its own letters', async () => {
    const opened = await openConsole();
    const { reports, readModels } = opened;
    await reports.agencies.register({ agencyId: 'lighting', name: 'Lighting', kind: 'government' }, operator);
    const officer = { actor: { kind: 'agency', id: 'a-1', agencyId: 'lighting' } } as const;
    const { reportId } = await reported(opened);
    await reports.verify(reportId, { category: 'lighting' }, operator);
    await reports.assign(reportId, { agencyId: 'lighting' }, operator);
    await reports.accept(reportId, {}, officer);
    await reports.resolve(reportId, { result: 'Repaired', outcome: 'fixed' }, officer);
    await reports.publish(reportId, { publicText: '<b>Repaired</b>', visibility: 'public' }, operator);
    await readModels.catchUp();
    const { trackingCode } = (await reports.handler.load(reportId))?.state ?? {};
    const seen = await browserOf(opened).get(`/console/track?code=${trackingCode}`);
    expect(seen.text).toContain('<span class="written" dir="auto">&lt;b>Repaired&lt;/b></span>');
  });

  it('answers 404 to a code that is not, and keeps what was typed', async () => {
    const seen = await browserOf(await openConsole()).get('/console/track?code=AAAAA-AAAAA%22%3E');
    expect(seen.status).toBe(404);
    expect(seen.text).toContain('value="AAAAA-AAAAA&quot;>"');
  });

  it('counts who guesses codes as the API does, in one count with it', async () => {
    const opened = await openConsole(
      {},
      { rateLimits: { ...defaultRateLimits, unknownTrackingCodes: 3, trackingCodes: 5 } },
    );
    const byPage = async (code: string): Promise<number> =>
      (await browserOf(opened).get(`/console/track?code=${code}`)).status;
    const byApi = async (code: string): Promise<number> =>
      (await opened.app.inject(`/v1/track/${code}`)).statusCode;
    expect([
      await byPage('AAAAA-AAAAA'),
      await byApi('AAAAA-AAAAB'),
      await byPage('AAAAA-AAAAC'),
      await byPage('AAAAA-AAAAD'),
      await byApi('AAAAA-AAAAD'),
    ]).toEqual([404, 404, 404, 429, 429]);
  });

  it('has a statement of accessibility that every page leads to, in both languages', async () => {
    const opened = await openConsole();
    expect((await browserOf(opened).get('/console')).text).toContain('href="/console/accessibility"');
    expect((await browserOf(opened, 'vi').get('/console/accessibility')).text).toContain('Khả năng tiếp cận');
  });
});

describe('the receipt on the pages of citizens', () => {
  const opened = async (isCovered: boolean) => {
    const console = await openConsole({
      transparencyLog: logOf(isCovered ? {} : { receipt: async () => undefined }),
    });
    const { reportId } = await reported(console);
    const { trackingCode } = await console.reports.get(reportId);
    return {
      console,
      receipt: `/console/cases/report/${reportId}/receipt`,
      own: `/console/cases/report/${reportId}`,
      track: `/console/track?code=${trackingCode}`,
    };
  };

  it('is offered to the reporter, signed in, where they follow it and on their own page, and to nobody by the code alone', async () => {
    const { console, receipt, own, track } = await opened(true);
    const reporter = browserOf(console);
    await reporter.signIn('citizen:c-1');
    for (const path of [track, own]) expect((await reporter.get(path)).text).toContain(`href="${receipt}"`);
    expect((await reporter.get(track)).text).toContain(`This is your report. <a href="${own}"`);
    expect((await reporter.get(receipt)).headers['content-disposition']).toContain('receipt-');
    const somebody = browserOf(console);
    const { text } = await somebody.get(track);
    expect([text.includes('Receipt'), text.includes(receipt), text.includes(own)]).toEqual([
      true,
      false,
      false,
    ]);
    // Nobody is led to the page to sign in on, from where the link came; others are told nothing.
    expect((await somebody.get(receipt)).url).toContain('/console/sign-in');
    await somebody.signIn('citizen:c-2');
    expect((await somebody.get(receipt)).status).toBe(404);
    expect((await somebody.get(track)).text).not.toContain(own);
  });

  it('says until a checkpoint covers it that there will be one, as an answer 202', async () => {
    const { console, receipt, own, track } = await opened(false);
    const reporter = browserOf(console, 'vi');
    await reporter.signIn('citizen:c-1');
    for (const path of [track, own]) {
      const { text } = await reporter.get(path);
      expect([text.includes('sau khoảng một phút'), text.includes(receipt)]).toEqual([true, false]);
    }
    const soon = await reporter.get(receipt);
    expect([soon.status, soon.headers['retry-after'], soon.text.includes('Chưa có biên nhận')]).toEqual([
      202,
      '60',
      true,
    ]);
  });
});
