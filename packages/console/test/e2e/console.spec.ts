import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectToFit, faultsIn, inChromium, openChromium, windowOf } from '../support/chromium.ts';
import { codesIn } from '../support/codes.ts';
import { liveOneLife } from '../support/life.ts';
import { openConsole } from '../support/open-console.ts';
import { become, everything, lookedAt, roles } from '../support/screens.ts';

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

  it('has no fault on any page that axe-core finds, fits into a telephone, and says in words what it shows', async () => {
    const all = await everything();
    // Each page once: by the first who may look at it, in turns by day and by night, in both languages.
    const once = new Map(
      lookedAt(all)
        .toReversed()
        .map((look) => [look.name, look] as const),
    );
    const faults: string[] = [];
    for (const [at, role] of roles.entries()) {
      const [language, theme] = at % 2 === 0 ? (['vi', 'dark'] as const) : (['en', 'light'] as const);
      const { page, elsewhere } = await windowOf(browser, all.address, { language, theme, width: 390 });
      await become(page, role);
      for (const look of lookedAt(all)) {
        if (once.get(look.name)?.role !== role || look.role !== role) continue;
        await look.go(page);
        await expectToFit(page);
        faults.push(...(await faultsIn(page)).map((fault) => `${look.name} ${role} ${fault}`));
        if (language === 'vi')
          faults.push(...(await codesIn(page)).map((code) => `${look.name} ${role} says ${code}`));
      }
      faults.push(...elsewhere);
      await page.context().close();
    }
    expect(faults).toEqual([]);
    await all.host.close();
    // Some sixty pages.
  }, 300_000);
});
