import type { Page } from 'playwright-core';

/** How many drafts and photos a browser has. */
export const kept = (page: Page): Promise<readonly number[]> =>
  page.evaluate(`new Promise((done) => {
    const opening = indexedDB.open('phananh');
    opening.onsuccess = () => {
      const counts = ['drafts', 'photos'].map((name) => new Promise((counted) => {
        const asked = opening.result.transaction(name).objectStore(name).count();
        asked.onsuccess = () => counted(asked.result);
      }));
      Promise.all(counts).then((all) => { opening.result.close(); done(all); });
    };
  })`);
