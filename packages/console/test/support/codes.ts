import type { Page } from 'playwright-core';
import { en as hosted } from '../../src/words/hosted.en.ts';
import { en } from '../../src/words/report.en.ts';

/** Codes on pages: what workflows, lists and refusals call things, where people are to read words. */

/** Everything that has a name in the catalogues, by its code. Short ones, and a video, are words of Vietnamese too. */
const codes: readonly string[] = [
  ...new Set(
    [...Object.values(en), ...Object.values(hosted).flatMap((names) => Object.values(names))].flatMap(
      (names) => Object.keys(names),
    ),
  ),
]
  .filter((code) => code.length >= 5 && code !== 'video')
  .concat(
    'false',
    'true',
    'undefined',
    'null',
    'NaN',
    'operator',
    'citizen',
    'agency',
    'auditor',
    'analyst',
    'admin',
  );

/** Runs in the page: every text of it that nobody typed and that is none in English. */
const textsOfMain = `(() => {
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode())
    if (walker.currentNode.parentElement.closest('code, pre, textarea, script, [lang="en"]') === null)
      found.push(walker.currentNode.nodeValue);
  return found;
})()`;

/** What a page in Vietnamese says in codes; what is typed, and what says of itself that it is English, may have some. */
export const codesIn = async (page: Page): Promise<readonly string[]> => {
  const texts = await page.evaluate<readonly string[]>(textsOfMain);
  const known = new Set(codes);
  return texts.flatMap((text) =>
    (text.match(/(?<![\w.-])[A-Za-z][\w-]*(?!\.\w)/g) ?? [])
      .filter((word) => known.has(word) || /^[a-z]+[A-Z][a-z]+$/.test(word))
      .map((word) => `${word} in “${text.trim().slice(0, 80)}”`),
  );
};
