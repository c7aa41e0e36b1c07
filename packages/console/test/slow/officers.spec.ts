import type { RealIssuer } from '@phananh/test-support/real-issuer';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inChromium, openChromium, windowOf } from '../support/chromium.ts';
import { addressOf, issuerOfHue, runAtIssuer, signInAtIssuer } from '../support/issuer.ts';

inChromium('officers of an agency in Chromium', () => {
  let browser: Browser;
  let issuer: RealIssuer;
  beforeAll(async () => {
    browser = await openChromium();
    issuer = await issuerOfHue();
  });
  afterAll(async () => {
    await browser?.close();
    await issuer?.close();
  });

  /** Lists are a moment behind what was done. */
  const untilThere = async (page: Page, path: string, text: string): Promise<void> => {
    await expect
      .poll(
        async () => {
          await page.goto(path);
          return page.getByText(text).count();
        },
        { timeout: 20_000 },
      )
      .toBeGreaterThan(0);
  };

  it('are invited by their head, sign in, are handed a case, and are refused from the moment in which the head suspends them: what they were typing stays', async () => {
    const host = await runAtIssuer(issuer);
    const { reports, handlerOf, idOf } = host;
    const operator = { actor: { kind: 'operator', id: 'o-0' } } as const;
    await reports.agencies.register(
      { agencyId: 'lighting', name: 'Chiếu sáng Huế', kind: 'enterprise' },
      operator,
    );
    await handlerOf('officer').create(
      'register',
      { officerId: idOf('a-head'), agencyId: 'lighting', role: 'head', name: 'Trần Bình' },
      operator,
    );
    const { reportId } = await reports.submit(
      { text: 'Đèn đường hỏng', location: { lat: 16.4637, lng: 107.5909 }, channel: 'app' },
      { actor: { kind: 'citizen', id: 'c-1' } },
    );
    await reports.verify(reportId, { category: 'lighting' }, operator);
    await reports.assign(reportId, { agencyId: 'lighting' }, operator);
    const path = `/console/cases/report/${reportId}`;
    const { page: head } = await windowOf(browser, host.address);
    const { page: officer } = await windowOf(browser, host.address);

    // Nobody has invited them yet.
    await signInAtIssuer(officer, 'a-2');
    expect(await officer.locator('form[action="/console/sign-out"]').count()).toBe(0);

    await signInAtIssuer(head, 'a-head', '/console/people');
    await head.click('main a[href$="/invitation/new/invite"]');
    await head.selectOption('[name="agencyId"]', 'lighting');
    await head.fill('[name="email"]', addressOf('a-2'));
    await head.fill('[name="name"]', 'Lê An');
    await head.click('form.command .actions button:not([name])');
    await head.waitForSelector('.note.good');
    await untilThere(head, '/console/work/invitations', 'Lê An');

    await signInAtIssuer(officer, 'a-2', path);
    await officer.waitForSelector('.case');
    await untilThere(head, '/console/work/officers', 'Lê An');

    // The head chooses them by their name.
    await head.goto(`${path}/do/hand-over`);
    await head.selectOption('[name="officer"]', { label: 'Lê An' });
    await head.fill('[name="note"]', 'Phụ trách địa bàn');
    await head.click('form.command .actions button:not([name])');
    await head.waitForSelector('.note.good');
    expect((await reports.get(reportId)).assignment).toMatchObject({ officer: idOf('a-2') });

    await officer.goto(`${path}/do/resolve`);
    await officer.fill('[name="result"]', 'Đã thay bóng, viết dở dang');
    await head.goto(`/console/cases/officer/${idOf('a-2')}/do/suspend`);
    await head.fill('[name="reason"]', 'Đã chuyển công tác');
    await head.click('form.command .actions button:not([name])');
    await head.waitForSelector('.note.good');

    const [answer] = await Promise.all([
      officer.waitForResponse((one) => one.request().method() === 'POST'),
      officer.click('form.command .actions button:not([name])'),
    ]);
    expect(answer.status()).toBe(403);
    await officer.getByText('Đã thay bóng, viết dở dang').waitFor();
    expect((await officer.goto(path))?.status()).toBe(403);
    expect((await reports.get(reportId)).phase).toBe('assigned');
    // Whoever is refused is not held: they sign out, and somebody else may sign in.
    await officer.getByRole('button', { name: 'Sign out' }).click();
    await officer.waitForURL((url) => url.origin === issuer.url);
    await officer.goto('/console');
    await officer.getByRole('link', { name: 'Sign in with Hue' }).waitFor();
    await host.close();
  });
});
