import type { Page } from 'playwright-core';

/** Whoever has no pointer: what has the focus, and how one gets to it. */

interface Focused {
  readonly text: string;
  readonly name: string;
  readonly href: string;
  /** Outline, box and window, for a message. */
  readonly where: string;
  readonly isSeen: boolean;
}

// As text: the packages are checked without the names of browsers.
const look = `(() => {
  const one = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const label = one.labels?.[0]?.textContent ?? '';
  return {
    text: (one.getAttribute('aria-label') ?? (one.textContent.trim() || label)).trim().replace(/\\s+/g, ' '),
    name: one.getAttribute('name') ?? '',
    href: one.getAttribute('href') ?? '',
    where: [outlineStyle, outlineWidth, box.left, box.top, box.width, box.height, innerWidth, innerHeight].join(' '),
    isSeen: one === document.body || (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0 && box.width > 0 && box.right > 0
      && box.bottom > 0 && box.top < innerHeight && box.left < innerWidth),
  };
})()`;

export const focused = async (page: Page): Promise<Focused> => {
  // What gets the focus is scrolled to with the next frame.
  await page.evaluate('new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)))');
  return page.evaluate(look);
};

/** Presses Enter where that leads to another page. */
export const enter = async (page: Page): Promise<void> => {
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
};

/** Most stops of a page. */
const mostStops = 250;

/**
 * Goes on by Tab until something has the focus, and looks on the way that one sees where one is.
 *
 * @throws Error where one does not see it, or nothing like it comes
 */
export const tabTo = async (page: Page, wanted: (one: Focused) => boolean, what: string): Promise<void> => {
  for (let presses = 0; presses < mostStops; presses++) {
    await page.keyboard.press('Tab');
    const one = await focused(page);
    if (!one.isSeen)
      throw new Error(`${page.url()}: the focus is not seen on "${one.text}" ${one.href}: ${one.where}`);
    if (wanted(one)) return;
  }
  throw new Error(`${page.url()}: no Tab leads to ${what}`);
};

export const tabToText = (page: Page, text: string): Promise<void> =>
  tabTo(page, (one) => one.text.startsWith(text), text);

/** Opens or sends what is called so. */
export const enterOn = async (page: Page, text: string): Promise<void> => {
  await tabToText(page, text);
  await enter(page);
};

export const typeInto = async (page: Page, name: string, text: string): Promise<void> => {
  await tabTo(page, (one) => one.name === name, name);
  await page.keyboard.type(text);
};
