import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectToFit, faultsIn, inChromium, openChromium, signInAs, windowOf } from '../support/chromium.ts';
import { liveOneLife } from '../support/life.ts';
import { openConsole, reported } from '../support/open-console.ts';
import { publishedReport } from '../support/published.ts';

inChromium('the console in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  it('lets five people lead one report through its whole life, without JavaScript, and asks nobody else for anything', async () => {
    const console = await openConsole();
    const people = await liveOneLife(console, browser, { javaScript: false });
    expect(people.flatMap(({ elsewhere }) => elsewhere)).toEqual([]);
    await console.host.close();
  });

  it('has no fault on any screen that axe-core finds, and fits into a telephone', async () => {
    const console = await openConsole();
    const { path, reportId } = await reported(console);
    const { trackingCode } = await console.reports.get(reportId);
    const address = await console.host.listen({ host: '127.0.0.1', port: 0 });
    const { page, elsewhere } = await windowOf(browser, address, { language: 'vi', width: 390 });
    const faults: string[] = [];
    const look = async (at: string): Promise<void> => {
      await page.goto(at);
      await expectToFit(page);
      faults.push(...(await faultsIn(page)).map((fault) => `${at} ${fault}`));
    };
    await look('/console');
    await look('/console/sign-in');
    for (const at of [
      '/console/track',
      `/console/track?code=${trackingCode}`,
      '/console/track?code=AAAAA-AAAAA',
    ])
      await look(at);
    const published = await publishedReport(console);
    for (const at of [
      '/console/published',
      '/console/published?q=nothing',
      `/console/published/reports/${published}`,
      '/console/published/reports/none',
      '/console/published/figures',
      '/console/published/figures?groupBy=category',
    ])
      await look(at);
    await look('/console/accessibility');
    await signInAs(page, 'operator');
    for (const at of [
      '/console',
      '/console/work',
      '/console/work?phase=disputed',
      path,
      `${path}/do/verify`,
      '/console/cases/report/new/submit',
      '/console/figures/on-time',
      '/console/figures/on-time?groupBy=agency',
      '/console/figures/ranking?minimumCases=0',
      '/console/figures/satisfaction',
      '/console/figures/backlog',
      '/console/figures/fines',
      '/console/figures/signals',
      '/console/figures/cases?verdict=open',
      '/console/nothing',
    ])
      await look(at);
    await page.goto(`${path}/do/reject`);
    await page.click('form.command button');
    await expectToFit(page);
    faults.push(...(await faultsIn(page)));
    expect(faults).toEqual([]);
    expect(elsewhere).toEqual([]);
    await console.host.close();
  });
});
