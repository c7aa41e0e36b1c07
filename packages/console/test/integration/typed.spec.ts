import { Forbidden } from '@phananh/core/engine';
import { developmentAuth } from '@phananh/http';
import { defaultOverloadLimits, defaultRateLimits } from '@phananh/http/limits';
import type { FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import { browserOf, hiddenIn, openConsole, reported } from '../support/open-console.ts';

describe('what somebody typed', () => {
  const typed = { text: 'Đã gọi điện cho người báo', audience: 'internal' };

  const overLimit = async (
    limits: Partial<typeof defaultRateLimits>,
    host: Parameters<typeof openConsole>[1] = {},
  ) => {
    const console = await openConsole({}, { rateLimits: { ...defaultRateLimits, ...limits }, ...host });
    const { path, reportId } = await reported(console);
    const browser = browserOf(console);
    await browser.signIn('operator:o-1');
    const action = `${path}/do/comment`;
    const hidden = hiddenIn(await browser.get(action), action);
    return { ...console, browser, action, reportId, form: { ...hidden, ...typed } };
  };

  it('is kept where they asked too often in a minute, and they are told how long to wait', async () => {
    const { browser, action, form, reports, reportId } = await overLimit({ requestsOfActor: 3 });
    while ((await browser.get('/console/work')).status === 200);
    const seen = await browser.post(action, form);
    expect(seen.status).toBe(429);
    expect(seen.text).toContain(`${typed.text}</textarea>`);
    expect(seen.text).toMatch(/Wait \d+ seconds, and send it again/);
    expect(Number(seen.headers['retry-after'])).toBeGreaterThan(0);
    expect((await reports.get(reportId)).internalCommentsTotal).toBe(0);
  });

  it('is kept with the page to sign in on where their session ended and their address asked too often', async () => {
    const { browser, action, form, clock } = await overLimit({ requestsOfAddress: 3 });
    clock.advance(2 * 3_600_000);
    while ((await browser.get('/console/sign-in')).status === 200);
    const seen = await browser.post(action, form);
    expect(seen.status).toBe(401);
    expect(seen.text).toContain('Nothing you typed is lost');
    expect(hiddenIn(seen, '/console/sign-in/development')._kept).toContain(
      new URLSearchParams({ text: typed.text }).toString(),
    );
  });

  it('is read of whoever floods no longer: a few forms a minute, and then none', async () => {
    const { browser, action, form } = await overLimit({ requestsOfActor: 3 });
    while ((await browser.get('/console/work')).status === 200);
    const kept: boolean[] = [];
    for (let n = 0; n < 40; n++) kept.push((await browser.post(action, form)).text.includes(typed.text));
    expect(kept.filter(Boolean).length).toBeGreaterThan(5);
    expect(kept.at(-1)).toBe(false);
  });

  it('comes back whole after signing in again: 10,000 letters that take nine bytes each in a form', async () => {
    const { browser, action, form, clock } = await overLimit({});
    const text = `${'ệ'.repeat(9_999)}.`;
    clock.advance(2 * 3_600_000);
    const ended = await browser.post(action, { ...form, text });
    const back = await browser.signIn('operator:o-1', hiddenIn(ended, '/console/sign-in/development'));
    expect(back.url).toBe(action);
    expect(back.text).toContain(`>${text}</textarea>`);
  });

  /** A console whose host has a request to answer, and room for no second one. */
  const whileFull = async (act: (opened: Awaited<ReturnType<typeof overLimit>>) => Promise<void>) => {
    const overload = { ...defaultOverloadLimits, requestsAtOnce: 1, eventLoopDelayMilliseconds: 60_000 };
    const opened = await overLimit({}, { overload });
    // Waits for what the read model has not applied, as long as it may.
    const waiting = opened.app.inject({
      url: '/v1/reports?after=999999',
      headers: { authorization: 'Bearer dev:operator:o-1' },
    });
    await expect.poll(async () => (await opened.browser.get('/console/work')).status).toBe(503);
    await act(opened);
    await waiting;
  };

  it('is kept in the form where the host has too much to do, also beside photos, and is done once it is sent again', async () => {
    await whileFull(async ({ browser, action, form, reports, reportId }) => {
      for (const send of [
        () => browser.post(action, form),
        () => browser.postFiles(action, form, [['lamp.jpg', 'JPEG of a lamp']]),
      ]) {
        const seen = await send();
        expect(seen.status).toBe(503);
        expect(seen.text).toContain(`${typed.text}</textarea>`);
        expect(seen.text).toContain('Wait 1 second, and send it again');
        expect(seen.headers['retry-after']).toBe('1');
      }
      expect((await reports.get(reportId)).internalCommentsTotal).toBe(0);
      await expect.poll(async () => (await browser.post(action, form)).status, { timeout: 5_000 }).toBe(200);
      expect((await reports.get(reportId)).internalCommentsTotal).toBe(1);
    });
  });

  it('is read of few at once where the host has too much to do', async () => {
    await whileFull(async ({ browser, action, form }) => {
      const seen = await Promise.all([browser.post(action, form), browser.post(action, form)]);
      expect(seen.map(({ status }) => status)).toEqual([503, 503]);
      expect(seen.map(({ text }) => text.includes(typed.text)).sort()).toEqual([false, true]);
    });
  });

  it('is shown to copy where their role was taken while the form was open, and is done for nobody', async () => {
    let isSuspended = false;
    const development = developmentAuth({ isSaid: true });
    const authenticate = Object.assign((request: FastifyRequest) => development(request), development, {
      // Asked on each request, as the registry of officers is.
      demandSender: async () => {
        if (isSuspended) throw new Forbidden('the officer is suspended', { visible: true });
      },
    });
    const console = await openConsole({ authenticate });
    const { path, reportId } = await reported(console);
    const browser = browserOf(console);
    await browser.signIn('operator:o-1');
    const action = `${path}/do/comment`;
    const form = { ...hiddenIn(await browser.get(action), action), ...typed };
    isSuspended = true;
    for (const seen of [
      await browser.post(action, form),
      await browser.postFiles(action, form, [['lamp.jpg', 'JPEG of a lamp']]),
    ]) {
      expect(seen.status).toBe(403);
      expect(seen.text).toContain(`text: ${typed.text}`);
    }
    expect((await console.reports.get(reportId)).internalCommentsTotal).toBe(0);
  });
});
