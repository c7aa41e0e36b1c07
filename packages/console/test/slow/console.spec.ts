import { memoryAccessLog, simulatedClock } from '@phananh/core/testing';
import { strangeEvent } from '@phananh/test-support/strange-event';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectToFit, faultsIn, inChromium, openChromium, signInAs, windowOf } from '../support/chromium.ts';
import { liveOneLife } from '../support/life.ts';
import { openConsole, reported } from '../support/open-console.ts';

const kinds = ['citizen', 'operator', 'agency', 'auditor', 'analyst', 'admin'] as const;
const languages = ['vi', 'en'] as const;
const themes = ['light', 'dark'] as const;

inChromium('every screen of the console in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  it('is without a fault that axe-core finds, for every role, in both languages, by day and by night, wide and narrow', async () => {
    const accessLog = memoryAccessLog({ clock: simulatedClock('2026-12-07T02:00:00.000Z') });
    const console = await openConsole({}, { accessLog });
    const operator = { actor: { kind: 'operator', id: 'o-0' } } as const;
    const { reports, readModels, host } = console;
    await reports.agencies.register(
      { agencyId: 'lighting', name: 'Chiếu sáng Huế', kind: 'enterprise' },
      operator,
    );
    const { reportId, path } = await reported(console);
    await reports.verify(reportId, { category: 'lighting', priority: 'urgent' }, operator);
    await reports.assign(reportId, { agencyId: 'lighting' }, operator);
    const { trackingCode } = await reports.get(reportId);
    const stream = `report-${(await reported(console, 'Cây đổ')).reportId}`;
    await reports.store.append(stream, [strangeEvent('2026-12-07T02:00:00.000Z')], { expectedRevision: 0 });
    await readModels.catchUp();
    const address = await host.listen({ host: '127.0.0.1', port: 0 });
    const audit = `/console/audit/cases/report/${reportId}`;
    const ofOffice: { readonly [kind: string]: readonly string[] } = {
      citizen: [`/console/track?code=${trackingCode}`],
      operator: ['/console/figures/on-time?groupBy=agency', '/console/agencies', '/console/people'],
      auditor: [
        '/console/audit',
        audit,
        `${audit}/difference?from=0&to=2`,
        '/console/audit/access',
        '/console/figures/signals',
      ],
      admin: [
        '/console/operations',
        `/console/operations/do/skip-parked?stream=${stream}`,
        '/console/policy',
        '/console/agencies',
      ],
    };
    const faults: string[] = [];
    for (const language of languages)
      for (const theme of themes)
        for (const [at, kind] of kinds.entries()) {
          const width = at % 2 === 0 ? 390 : 1280;
          const { page, elsewhere } = await windowOf(browser, address, { language, theme, width });
          await signInAs(page, kind, kind === 'agency' ? 'lighting' : undefined);
          const own =
            kind === 'citizen' ? ['/console/cases/report/new/submit'] : [path, `${path}/do/comment`];
          const screens = [
            '/console',
            '/console/work',
            '/console/work?phase=closed',
            '/console/accessibility',
          ];
          for (const screen of [...screens, ...own, ...(ofOffice[kind] ?? [])]) {
            await page.goto(screen);
            await expectToFit(page);
            faults.push(
              ...(await faultsIn(page)).map((fault) => `${screen} ${kind} ${language} ${theme} ${fault}`),
            );
          }
          expect(elsewhere).toEqual([]);
          await page.context().close();
        }
    expect(faults).toEqual([]);
    await host.close();
  });

  it('lets five people lead one report through its whole life, with JavaScript too', async () => {
    const console = await openConsole();
    const people = await liveOneLife(console, browser, { language: 'vi', theme: 'dark', width: 390 });
    expect(people.flatMap(({ elsewhere }) => elsewhere)).toEqual([]);
    await console.host.close();
  });

  it('can be used by the keyboard alone: from the first Tab to a command that was given', async () => {
    const console = await openConsole();
    const { path } = await reported(console);
    const address = await console.host.listen({ host: '127.0.0.1', port: 0 });
    const { page } = await windowOf(browser, address);
    await signInAs(page, 'operator');
    await page.goto(path);
    const focused = () => page.evaluate('document.activeElement.textContent.trim()');
    const tabTo = async (text: string): Promise<void> => {
      for (let presses = 0; presses < 60; presses++) {
        await page.keyboard.press('Tab');
        if ((await focused()) === text) return;
      }
      throw new Error(`no Tab leads to ${text}`);
    };
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await tabTo('Verify');
    await page.keyboard.press('Enter');
    await page.waitForSelector('form.command');
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate('document.activeElement.name')) === 'category') break;
    }
    await page.keyboard.type('lighting');
    await tabTo('Verify');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.note.good');
    await console.host.close();
  });
});
