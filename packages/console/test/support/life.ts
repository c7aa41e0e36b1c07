import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { type Look, signInAs, type Window, windowOf } from './chromium.ts';
import type { OpenedConsole } from './open-console.ts';

/** Does a command by its form: opens the case, follows the link, fills in, sends. */
const does = async (
  page: Page,
  path: string,
  command: string,
  typed: { readonly [name: string]: string } = {},
): Promise<void> => {
  await page.goto(path);
  await page.click(`.actions a[href*="/do/${command}"]`);
  for (const [name, value] of Object.entries(typed)) {
    const choice = page.locator(`[type="radio"][name="${name}"][value="${value}"]`);
    if ((await choice.count()) > 0) {
      await choice.check();
      continue;
    }
    const field = page.locator(`[name="${name}"]`);
    if ((await field.evaluate(({ tagName }) => tagName)) === 'SELECT') await field.selectOption(value);
    else await field.fill(value);
  }
  await page.click('form.command button:not([type="button"])');
  await page.waitForSelector('.note.good');
};

/**
 * The life of one report by five people in five windows: reported, verified, assigned, done, published, disputed, upheld, done again,
 * published and rated, while an auditor and an analyst look on.
 */
export const liveOneLife = async (
  { reports, readModels, host }: OpenedConsole,
  browser: Browser,
  look: Look,
): Promise<readonly Window[]> => {
  const operator = { actor: { kind: 'operator', id: 'o-0' } } as const;
  await reports.agencies.register(
    { agencyId: 'lighting', name: 'Chiếu sáng Huế', kind: 'enterprise' },
    operator,
  );
  await readModels.catchUp();
  const address = await host.listen({ host: '127.0.0.1', port: 0 });
  const people = await Promise.all(Array.from({ length: 5 }, () => windowOf(browser, address, look)));
  const [citizen, centre, agency, auditor, analyst] = people.map(({ page }) => page);
  if (!citizen || !centre || !agency || !auditor || !analyst) throw new Error('five windows');
  await signInAs(citizen, 'citizen');
  await signInAs(centre, 'operator');
  await signInAs(agency, 'agency', 'lighting');
  await signInAs(auditor, 'auditor');
  await signInAs(analyst, 'analyst');

  await citizen.goto('/console/work');
  await citizen.click('main a[href$="/report"]');
  await citizen.fill('[name="text"]', 'Đèn đường hỏng trước số nhà 12 Lê Lợi');
  await citizen.fill('[name="coordinates"]', '16.4637, 107.5909');
  await citizen.fill('[name="address"]', '12 Lê Lợi, Huế');
  await citizen.click('form.command .actions button');
  await citizen.waitForSelector('.note.good');
  await citizen.click('.actions a.button');
  await citizen.waitForSelector('.own');
  const path = new URL(citizen.url()).pathname;
  await readModels.catchUp();

  await centre.goto('/console/work?phase=submitted&sort=dueAt');
  await centre.click('table.cases a');
  expect(new URL(centre.url()).pathname).toBe(path);
  // A wrong input keeps what was typed, and says at the field what is wrong.
  await centre.goto(`${path}/do/reject`);
  await centre.fill('[name="message"]', 'Thiếu thông tin');
  await centre.click('form.command button:not([type="button"])');
  expect(await centre.inputValue('[name="message"]')).toBe('Thiếu thông tin');
  expect(await centre.getAttribute('[name="reason"]', 'aria-invalid')).toBe('true');
  await does(centre, path, 'verify', { category: 'lighting' });
  await does(centre, path, 'assign', { agencyId: 'lighting' });

  const handle = async (result: string): Promise<void> => {
    await does(agency, path, 'accept');
    await does(agency, path, 'resolve', { result });
    await does(centre, path, 'publish', { publicText: result });
  };
  await handle('Đã thay bóng');
  await does(citizen, path, 'dispute', { reason: 'Đèn vẫn tắt' });
  await does(centre, path, 'uphold-dispute', { reason: 'Người dân đúng' });
  await handle('Đã thay cả dây');
  // Back, and sent again: nothing is done twice.
  const { revision } = await reports.get(path.split('/').at(-1) ?? '');
  await centre.goBack();
  await does(citizen, path, 'rate', { grade: 'satisfied' });
  expect((await reports.get(path.split('/').at(-1) ?? '')).revision).toBe(revision + 1);

  await auditor.goto(path);
  const told = await auditor.textContent('.history');
  for (const part of ['Đã thay bóng', 'Đèn vẫn tắt', 'Người dân đúng', 'Đã thay cả dây'])
    expect(told).toContain(part);
  expect(await auditor.locator('.actions a[href*="/do/"]').count()).toBe(0);
  await readModels.catchUp();
  await analyst.goto('/console/work');
  expect(await analyst.textContent('main')).not.toContain('Lê Lợi');
  return people;
};
