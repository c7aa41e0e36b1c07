import { createProgram, progressOnStandardError, run } from '@phananh/cli';
import { commonCategories } from '@phananh/console';
import { loadDemo } from './load-demo.ts';
import { wards } from './province/wards.ts';
import { published } from './published.ts';

/** `npm run demo`: the simulated province in a store, made when it is not there, and the host on it. */

const say = (text: string): void => void process.stderr.write(`${text}\n`);
const count = (number: number): string => number.toLocaleString('en');

const make = async (path: string): Promise<void> => {
  const started = performance.now();
  const seconds = (): string => ((performance.now() - started) / 1000).toFixed(1);
  const tell = progressOnStandardError();
  const told = await loadDemo(path, {
    onBegun: () => say(`Making three years of the province in ${path}: takes some minutes, once …`),
    onProgress: ({ submitted, events, now }) =>
      tell(() => {
        const percent = Math.floor((100 * submitted) / published.reports);
        return `${percent} % │ ${now.slice(0, 10)} │ ${submitted} reports │ ${events} events │ ${seconds()} s`;
      }),
    onSimulated: () => say(`${clearedLine}The lists and figures are being finished …`),
  });
  if (told !== undefined)
    say(
      `Three years of the province: ${count(published.reports)} reports, ${count(told.events)} events, ${seconds()} s`,
    );
};

/** What stands in the line of a terminal is written over. */
const clearedLine = process.stderr.isTTY === true ? '\r\u001B[K' : '';

const nextSteps = (url: string): string => `
Next:
  open ${url} in a browser: pick a role with one click, and look at the worklists and their deadlines
  open ${url}/docs and try the routes with one of the tokens above
  curl -H 'Authorization: Bearer dev:analyst:an-1' '${url}/v1/sla?groupBy=agency'
  curl -H 'Authorization: Bearer dev:operator:o-3' '${url}/v1/reports?verdict=overdue&limit=5'
  docs/tutorial/one-report.md leads one report through its whole life on this host (HOST=${url})
  Ctrl-C ends it; the store stays, and the next \`npm run demo\` begins at once`;

const program = createProgram({ onListening: (url) => say(nextSteps(url)) });
program.hook('preAction', async (_, command) => {
  const { store } = command.opts<{ readonly store: { readonly scheme: string; readonly path?: string } }>();
  // Another address than of a file has no demo: it is served as it is.
  if (store.scheme === 'sqlite' && store.path !== undefined) await make(store.path);
});
// What its categories and wards are called on the pages.
process.env.PHANANH_CONSOLE_LABELS ??= JSON.stringify({
  categories: commonCategories,
  areas: Object.fromEntries(
    wards.map(({ areaCode, kind, name }) => {
      const whole = `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${name}`;
      return [areaCode, { vi: whole, en: whole }];
    }),
  ),
});
process.exitCode = await run(program, [
  'serve',
  ...['--store', 'sqlite:./data/demo.db'],
  ...process.argv.slice(2),
]);
