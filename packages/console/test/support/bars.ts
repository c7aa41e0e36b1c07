import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';

/** What a page loads to be there. */
export interface Weight {
  readonly requests: number;
  /** Of all that it loads, each packed by gzip. */
  readonly bytes: number;
  /** Scripts that hold it up. */
  readonly blocking: number;
}

/** Loads by a way that ends on a page, and weighs the last document with whatever it loaded. */
export const weighing = async (page: Page, go: () => Promise<void>): Promise<Weight> => {
  let loaded: Promise<Buffer>[] = [];
  const note = (response: {
    body(): Promise<Buffer>;
    status(): number;
    request(): { isNavigationRequest(): boolean };
  }): void => {
    if (response.request().isNavigationRequest()) loaded = [];
    // A redirection has no body.
    if (response.status() < 300 || response.status() >= 400)
      // Of a page that one has left there is none any more, and it does not count.
      loaded.push(response.body().catch(() => Buffer.alloc(0)));
  };
  page.on('response', note);
  await go();
  await page.waitForLoadState('load');
  page.off('response', note);
  const bodies = await Promise.all(loaded);
  return {
    requests: bodies.length,
    bytes: bodies.reduce((sum, body) => sum + gzipSync(body).length, 0),
    blocking: await page.locator('head script:not([type="module"]):not([type="importmap"])').count(),
  };
};
