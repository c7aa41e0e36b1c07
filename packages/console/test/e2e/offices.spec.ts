import { memoryAccessLog, simulatedClock } from '@phananh/core/testing';
import { strangeEvent } from '@phananh/test-support/strange-event';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectToFit, faultsIn, inChromium, openChromium, signInAs, windowOf } from '../support/chromium.ts';
import { openConsole, reported } from '../support/open-console.ts';

inChromium('the pages of auditors and operations in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  it('have no fault that axe-core finds, and fit into a telephone', async () => {
    const accessLog = memoryAccessLog({ clock: simulatedClock('2026-12-07T02:00:00.000Z') });
    const console = await openConsole({}, { accessLog });
    const { reports, readModels } = console;
    const operator = { actor: { kind: 'operator', id: 'o-1' } } as const;
    const { reportId } = await reported(console);
    await reports.agencies.register(
      { agencyId: 'lighting', name: 'Công ty Chiếu sáng Huế', kind: 'enterprise' },
      operator,
    );
    await reports.verify(reportId, { category: 'lighting', priority: 'urgent' }, operator);
    await reports.assign(reportId, { agencyId: 'lighting' }, operator);
    const other = await reported(console, 'Cây đổ');
    const stream = `report-${other.reportId}`;
    await reports.store.append(stream, [strangeEvent('2026-12-07T02:00:00.000Z')], { expectedRevision: 0 });
    await readModels.catchUp();
    const address = await console.host.listen({ host: '127.0.0.1', port: 0 });
    const audit = `/console/audit/cases/report/${reportId}`;
    const screens = {
      auditor: ['/console/audit', audit, `${audit}/difference?from=0&to=2`, '/console/audit/access'],
      admin: [
        '/console/operations',
        `/console/operations/do/skip-parked?stream=${stream}`,
        '/console/agencies',
        '/console/people',
        '/console/policy',
      ],
    };
    const faults: string[] = [];
    for (const [kind, paths] of Object.entries(screens))
      for (const [language, theme, width] of [
        ['vi', 'light', 390],
        ['en', 'dark', 1280],
      ] as const) {
        const { page, elsewhere } = await windowOf(browser, address, { language, theme, width });
        await signInAs(page, kind);
        for (const path of paths) {
          await page.goto(path);
          await expectToFit(page);
          faults.push(...(await faultsIn(page)).map((fault) => `${path} ${language} ${theme} ${fault}`));
          if (process.env.LOOK !== undefined)
            await page.screenshot({
              path: `${process.env.LOOK}/${path.replaceAll(/[^a-z]+/g, '-').slice(0, 40)}-${paths.indexOf(path)}-${language}.png`,
              fullPage: true,
            });
        }
        expect(elsewhere).toEqual([]);
        await page.context().close();
      }
    expect(faults).toEqual([]);
    await console.host.close();
  });
});
