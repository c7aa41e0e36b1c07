import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { weighing } from '../support/bars.ts';
import { inChromium, judged, openChromium, spillsIn, squeezedIn, windowOf } from '../support/chromium.ts';
import { codesIn } from '../support/codes.ts';
import {
  become,
  endOfSaid,
  everything,
  type Looked,
  lookedAt,
  roles,
  strangely,
  turning,
} from '../support/screens.ts';

/** What axe-core cannot decide, each with why it is well. What is not here fails; so does what is here and was met nowhere. */
const undecided: readonly { readonly is: RegExp; readonly because: string }[] = [
  {
    is: /^color-contrast: \S*leaflet-control/,
    because: 'what the map library draws lies over the map: black on white of its own, by day and by night',
  },
  {
    is: /^label-content-name-mismatch: \.leaflet-control-zoom/,
    because: 'plus and minus are signs, not words: what is said is closer and further away',
  },
  {
    is: /^color-contrast: .*\.(?:skipped|rolled)/,
    because: 'days that do not count are hatched in two colours: style.spec.ts measures both',
  },
  {
    is: /^color-contrast: .*pseudo element/,
    because: 'the dot of a step of a history lies on its line, beside the letters',
  },
  {
    is: /^color-contrast: .*<(?:text|tspan)/,
    because: 'letters of a drawing: their ground is the card, which style.spec.ts measures',
  },
  {
    is: /: (?:li\S* > )?\.quiet <a class="quiet" href="[^"]*savedFilter\//,
    because: 'a pen is a sign, not a word: what is said is which filter it changes',
  },
  {
    is: /^color-contrast: .*(?:obscured|outside|overlapped|overlap|partially)/,
    because:
      'what lies at the edge of a part that scrolls: its colours are measured where it is in the middle',
  },
];

/** Whether what axe-core could not decide is known to be well, and why. */
const reasonFor = (one: string): string | undefined => undecided.find(({ is }) => is.test(one))?.because;

const languages = ['vi', 'en'] as const;

/** Pages that show what was written to everybody who sees them alike: strange texts are looked at on them once. */
const sameForAll = /^\/console\/(?:accessibility|audit|figures|nearby|open|privacy|published|track)\b/;

/** Widths at which nothing may be wider than the window: 1280 pixels at 400 % are 320, at 200 % 640. */
const widths = [320, 390, 640, 1280];

inChromium('every page of the console, for everybody whose it is', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  const met = new Set<string>();
  let all: Awaited<ReturnType<typeof everything>>;
  beforeAll(async () => {
    all = await everything();
  });
  let strange: Awaited<ReturnType<typeof everything>> | undefined;
  const seen = new Set<string>();
  afterAll(async () => {
    await all?.host.close();
    await strange?.host.close();
  });

  it.each(roles)(
    'is without a fault that axe-core finds, in both languages, by day and by night, fits into any window, is light, and asks nobody else: %s',
    async (role) => {
      const looks = lookedAt(all).filter((one) => one.role === role);
      const wrong: string[] = [];
      const look = async (page: Page, { go, name }: Looked, language: string): Promise<void> => {
        const say = (what: string): void => void wrong.push(`${name} ${role} ${language}: ${what}`);
        await page.setViewportSize({ width: 390, height: 900 });
        await page.emulateMedia({ colorScheme: 'light' });
        const { requests, bytes, blocking } = await weighing(page, () => go(page));
        const hasMap = (await page.locator('[data-island="map"]').count()) > 0;
        if (!hasMap && (requests > 6 || bytes >= 60_000)) say(`${requests} requests, ${bytes} bytes`);
        if (blocking > 0) say('a script holds it up');
        const note = (
          { faults, undecided: open }: Awaited<ReturnType<typeof judged>>,
          theme: string,
        ): void => {
          for (const fault of faults) say(`${theme} ${fault}`);
          for (const one of open) {
            const because = reasonFor(one);
            if (because === undefined) say(`${theme} undecided: ${one}`);
            else met.add(because);
          }
        };
        note(await judged(page), 'light');
        if (language === 'vi') for (const code of await codesIn(page)) say(`says ${code}`);
        await page.emulateMedia({ colorScheme: 'dark' });
        await page.setViewportSize({ width: 1280, height: 900 });
        // The markup is the same by day and by night.
        note(await judged(page, { colours: true }), 'dark');
        const tooWide = async (how: string): Promise<void> => {
          const [needed = 0, there = 0] = await page
            .locator('html')
            .evaluate(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth]);
          if (needed > there) say(`${how} needs ${needed} pixels of ${there}`);
          for (const text of await squeezedIn(page)) say(`${how} squeezes "${text}"`);
        };
        for (const width of widths) {
          await page.setViewportSize({ width, height: 900 });
          await tooWide(`a window of ${width} pixels`);
        }
      };
      const lookAtAll = async (language: (typeof languages)[number]): Promise<void> => {
        const { page, elsewhere } = await windowOf(browser, all.address, { language });
        const session = await page.context().newCDPSession(page);
        await session.send('Network.setCacheDisabled', { cacheDisabled: true });
        await become(page, role);
        for (const one of looks)
          await look(page, one, language).catch((error: unknown) =>
            wrong.push(`${one.name} ${role} ${language}: ${String(error).slice(0, 300)}`),
          );
        if (elsewhere.length > 0) wrong.push(`${role} ${language} asked ${elsewhere.join(' ')}`);
        await page.context().close();
      };
      // In windows side by side: each keeps one core busy.
      await Promise.all(languages.map(lookAtAll));
      expect(wrong).toEqual([]);
    },
  );

  it.each(roles)(
    'runs nothing of strange texts, keeps to the window of a telephone, turns nothing that stands behind them, and is without a fault that axe-core finds: %s',
    async (role) => {
      strange ??= await everything({}, strangely);
      const wrong: string[] = [];
      const { page } = await windowOf(browser, strange.address, { language: 'vi', width: 390 });
      page.on('dialog', (dialog) => {
        wrong.push(`${page.url()} opens ${dialog.message()}`);
        void dialog.dismiss();
      });
      await become(page, role);
      const looks = lookedAt(strange).filter(
        (one) => one.role === role && (!sameForAll.test(one.pattern) || !seen.has(one.name)),
      );
      for (const { go, name } of looks) {
        seen.add(name);
        const say = (what: string): void => void wrong.push(`${name} ${role}: ${what}`);
        try {
          await go(page);
          if ((await page.locator('body[data-ran], img[src="x"]').count()) > 0) say('a text is markup');
          const [needed = 0, there = 0] = await page
            .locator('html')
            .evaluate(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth]);
          if (needed > there) say(`needs ${needed} pixels of ${there}`);
          for (const spill of await spillsIn(page, turning, endOfSaid)) say(spill);
          const { faults, undecided: open } = await judged(page);
          for (const fault of faults) say(fault);
          for (const one of open) {
            const because = reasonFor(one);
            if (because === undefined) say(`undecided: ${one}`);
            else met.add(because);
          }
        } catch (error) {
          say(String(error).slice(0, 300));
        }
      }
      await page.context().close();
      expect(wrong).toEqual([]);
    },
  );

  it('needs each of the reasons why what axe-core cannot decide is well', () => {
    expect([...met].toSorted()).toEqual(undecided.map(({ because }) => because).toSorted());
  });
});
