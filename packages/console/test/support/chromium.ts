import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { describe, expect } from 'vitest';

const executable = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);

if (executable === undefined && process.env.CI !== undefined)
  throw new Error('there is no Chromium to look at the console with: `apt-get install chromium`');

/** Tests in a real browser; where there is none they are skipped, and say so by their names. */
export const inChromium = (name: string, tests: () => void): void => {
  if (executable === undefined) describe.skip(`${name} (there is no Chromium)`, tests);
  else describe(name, tests);
};

export const openChromium = (): Promise<Browser> =>
  chromium.launch({
    ...(executable !== undefined && { executablePath: executable }),
    // What gets the focus is scrolled to at once, and not over some frames.
    args: ['--no-sandbox', '--disable-smooth-scrolling'],
  });

export interface Look {
  readonly language?: 'vi' | 'en';
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly javaScript?: boolean;
}

export interface Window {
  readonly page: Page;
  /** Whatever was asked for that is not of this host. */
  readonly elsewhere: readonly string[];
}

/** A window of its own: nobody else's cookies. */
export const windowOf = async (
  browser: Browser,
  address: string,
  { language = 'en', theme = 'light', width = 1280, javaScript = true }: Look = {},
): Promise<Window> => {
  const context = await browser.newContext({
    baseURL: address,
    locale: language === 'vi' ? 'vi-VN' : 'en-GB',
    colorScheme: theme,
    viewport: { width, height: 900 },
    javaScriptEnabled: javaScript,
  });
  const elsewhere: string[] = [];
  context.on('request', (request) => {
    if (!request.url().startsWith(`${address}/`)) elsewhere.push(request.url());
  });
  return { page: await context.newPage(), elsewhere };
};

/** Signs in with one click. */
export const signInAs = async (page: Page, kind: string, agencyId?: string): Promise<void> => {
  await page.goto('/console');
  if (agencyId !== undefined) await page.selectOption('#agency', agencyId);
  await page.click(`button[value^="${kind}:"]`);
  // On a telephone it stands behind the menu.
  await page.waitForSelector('form[action="/console/sign-out"]', { state: 'attached' });
};

interface Found {
  readonly id: string;
  readonly nodes: readonly {
    readonly html: string;
    readonly target: readonly unknown[];
    readonly any: readonly { readonly message: string }[];
  }[];
}

/** Rules that look at colours: all that differs between day and night. */
const ofColours = ['color-contrast', 'link-in-text-block'];

/** By which rules a page is judged. */
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export interface Judged {
  /** What is against it: rule, and where. */
  readonly faults: readonly string[];
  /** What axe-core cannot decide by itself: rule, and where. */
  readonly undecided: readonly string[];
}

/** What axe-core says of a page, by WCAG 2.2 AA. @param colours only what is of colours */
export const judged = async (page: Page, { colours = false } = {}): Promise<Judged> => {
  // Not as a script of the page, which its policy forbids; half a megabyte, so once for each page.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const { violations, incomplete } = await page.evaluate(
    (runOnly) =>
      (globalThis as unknown as { readonly axe: typeof axe }).axe.run({
        runOnly,
        resultTypes: ['violations', 'incomplete'],
      }) as Promise<{ readonly violations: readonly Found[]; readonly incomplete: readonly Found[] }>,
    colours
      ? ({ type: 'rule', values: [...ofColours] } as const)
      : ({ type: 'tag', values: [...rules] } as const),
  );
  const told = (found: readonly Found[]): readonly string[] =>
    found.flatMap(({ id, nodes }) =>
      nodes.map(
        ({ html, target, any: [why] }) =>
          `${id}: ${target.join(' ')} ${html.slice(0, 160)} (${why?.message ?? ''})`,
      ),
    );
  return { faults: told(violations), undecided: told(incomplete) };
};

/** What axe-core has against a page. */
export const faultsIn = async (page: Page): Promise<readonly string[]> => (await judged(page)).faults;

/** Nothing is wider than the window: nobody has to push a page to and fro. */
export const expectToFit = async (page: Page): Promise<void> => {
  expect(await squeezedIn(page), page.url()).toEqual([]);
  const root = page.locator('html');
  const width = await root.evaluate(({ scrollWidth }) => scrollWidth);
  expect(width, page.url()).toBeLessThanOrEqual(await root.evaluate(({ clientWidth }) => clientWidth));
};

/**
 * Where a text turns what stands behind it, though that is not of it: a mark for right to left holds to the end of its paragraph unless something
 * keeps it apart.
 *
 * @param mark what turns
 * @param end where such a text ends
 */
export const spillsIn = (page: Page, mark: string, end: string): Promise<readonly string[]> =>
  // As text: the packages are checked without the names of browsers.
  page.evaluate(`(() => {
    const isOfForms = (one) => ['SCRIPT', 'STYLE', 'TEXTAREA', 'OPTION'].includes(one.tagName);
    const isApart = (one) => /isolate|plaintext/.test(getComputedStyle(one).unicodeBidi);
    const isInline = (one) => getComputedStyle(one).display === 'inline';
    const paragraphOf = (node) => {
      let one = node.parentElement;
      while (isInline(one)) one = one.parentElement;
      return one;
    };
    const isKeptApart = (node) => {
      for (let one = node.parentElement; isInline(one); one = one.parentElement) if (isApart(one)) return true;
      return false;
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) if (!isOfForms(walker.currentNode.parentElement)) nodes.push(walker.currentNode);
    return nodes.flatMap((node, at) => {
      if (!node.data.includes(${JSON.stringify(mark)})) return [];
      const behind = node.data.includes(${JSON.stringify(end)}) ? node.data.split(${JSON.stringify(end)}).at(-1).trim() : '';
      const paragraph = paragraphOf(node);
      const next = isKeptApart(node)
        ? undefined
        : nodes.slice(at + 1).find((other) => other.data.trim() !== '' && paragraphOf(other) === paragraph);
      const turned = behind + (next === undefined ? '' : next.data.trim());
      return turned === '' ? [] : [paragraph.outerHTML.slice(0, 120) + ' turns ' + turned.slice(0, 60)];
    });
  })()`);

/** Texts that stand in a column of single letters: there is room for them, and a rule of the style takes it. */
export const squeezedIn = (page: Page): Promise<readonly string[]> => page.evaluate(squeezed);

/** Runs in the page. */
const squeezed = (): readonly string[] => {
  const { document, getComputedStyle } = globalThis as unknown as SqueezedWindow;
  const texts = [...document.querySelectorAll('main *')].filter(
    (one) =>
      one.childElementCount === 0 &&
      one.closest('thead,.unseen') === null &&
      (one.textContent ?? '').trim().length >= 8,
  );
  return texts.flatMap((one) => {
    const letter = Number.parseFloat(getComputedStyle(one).fontSize);
    return one.clientWidth < 2.5 * letter && one.clientHeight > 4 * letter
      ? [(one.textContent ?? '').trim().slice(0, 40)]
      : [];
  });
};

interface SqueezedWindow {
  readonly document: { querySelectorAll(selector: string): Iterable<SqueezedElement> };
  getComputedStyle(one: SqueezedElement): { readonly fontSize: string };
}
interface SqueezedElement {
  readonly childElementCount: number;
  closest(selector: string): unknown;
  readonly textContent: string | null;
  readonly clientWidth: number;
  readonly clientHeight: number;
}
