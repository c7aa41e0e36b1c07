import { existsSync } from 'node:fs';
import { type BrowserContext, chromium } from 'playwright-core';
import type { Bar, Benchmark, Figure } from '../benchmark.ts';
import { percentilesOf } from '../percentiles.ts';
import { atRest } from '../processes/at-rest.ts';
import { startCommand } from '../processes/command.ts';
import { inTemporaryDirectory } from '../temporary.ts';

const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);

const loads = 20;
const warmUps = 3;
/** As many as a page of a worklist has. */
const reports = 50;

/** A page of the console that says one sentence: the frame and the style that every page has. */
const empty = { name: 'an empty page', path: '/console/sign-in/done' };
/** What the host's shortest answer takes that a browser shows: 15 bytes, and nothing to load with them. */
const shortest = { name: 'the shortest answer', path: '/healthz' };
const pages = [
  { name: 'front page', path: '/console' },
  { name: 'worklist', path: '/console/work' },
];

const bars = pages.map(
  ({ name }): Bar => ({
    subject: name,
    limit: { demand: 'below', value: 3, unit: '', timesAsManyAs: empty.name },
  }),
);

const run = (): Promise<readonly Figure[]> =>
  inTemporaryDirectory(async (directory) => {
    const host = startCommand(
      ['serve', '--port', '0', '--no-timers', '--json', '--store', `sqlite:${directory}/usable.db`],
      directory,
    );
    const { url } = JSON.parse(await host.firstLine);
    for (let n = 0; n < reports; n++) await submit(url, n);
    await atRest(host.child.pid);
    const browser = await chromium.launch({
      ...(executablePath !== undefined && { executablePath }),
      args: ['--no-sandbox'],
    });
    const context = await browser.newContext({ baseURL: url, locale: 'vi-VN' });
    await signIn(context);
    const took = [shortest, empty, ...pages].map((one) => ({ ...one, milliseconds: [] as number[] }));
    for (let n = -warmUps; n < loads; n++)
      for (const { path, milliseconds } of took) {
        const time = await usableAfter(context, path);
        if (n >= 0) milliseconds.push(time);
      }
    await browser.close();
    host.child.kill('SIGTERM');
    await host.ended;
    return took.map(({ name, milliseconds }) => {
      const { median, most } = percentilesOf(milliseconds);
      const notes = [
        `loaded ${loads} times in turn, nothing kept between loads; longest ${most.toFixed(0)} ms`,
      ];
      return { subject: name, value: median, unit: 'ms', notes };
    });
  });

const submit = async (url: string, n: number): Promise<void> => {
  const { status } = await fetch(`${url}/v1/reports`, {
    method: 'POST',
    headers: { authorization: `Bearer dev:citizen:c-${n}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      text: `Đèn đường hỏng trước nhà số ${n}, đường Nguyễn Huệ`,
      location: { lat: 16.46 + n / 10_000, lng: 107.59 },
      channel: 'web',
    }),
  });
  if (status !== 201) throw new Error(`a report was answered with ${status}`);
};

const signIn = async (context: BrowserContext): Promise<void> => {
  const page = await context.newPage();
  await page.goto('/console');
  await page.click('button[value^="operator:"]');
  await page.waitForSelector('form[action="/console/sign-out"]');
  await page.close();
};

/**
 * Milliseconds from the begin of a load, by the browser's own clock, until everything of the page was there and whatever runs on it in the browser had
 * begun. In a window of its own that keeps no file.
 */
const usableAfter = async (context: BrowserContext, path: string): Promise<number> => {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  await page.addInitScript(noteIslands);
  await page.goto(path);
  const time: number = await page.evaluate(usableTime);
  await page.close();
  return time;
};

/** An island that begins changes what stands in it, when the page has been parsed. */
const noteIslands = `globalThis.begun = new Promise((tell) => {
  const isOfIsland = ({ target }) => (target instanceof Element ? target : target.parentElement)?.closest('[data-island]') != null;
  new MutationObserver((changes) => {
    if (document.readyState !== 'loading' && changes.some(isOfIsland)) tell(performance.now());
  }).observe(document, { childList: true, subtree: true, characterData: true, attributes: true });
});`;

/** The end of a load is known when its event was handled. */
const usableTime = `(async () => {
  const begun = document.querySelector('[data-island]') === null ? 0 : await globalThis.begun;
  await new Promise((tell) => setTimeout(tell));
  return Math.max(performance.getEntriesByType('navigation')[0].loadEventEnd, begun);
})()`;

export const usable: Benchmark = {
  name: 'usable',
  workload: `Pages of the console in Chromium, signed in as an operator, with ${reports} reports, beside a page with one sentence and the host's shortest answer; from the begin of a load until everything was there and what runs in the browser had begun, median.`,
  bars,
  skip: () => (executablePath === undefined ? 'there is no Chromium' : undefined),
  run,
};
