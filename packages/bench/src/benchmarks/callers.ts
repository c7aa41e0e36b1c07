import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Benchmark, Figure } from '../benchmark.ts';
import { multiply } from '../generated/multiplied.ts';
import { makeThreeYears } from '../generated/three-years.ts';
import type { Percentiles } from '../percentiles.ts';
import type { Called } from '../processes/callers.ts';
import { startCommand } from '../processes/command.ts';
import type { HttpLoaded } from '../processes/http-load.ts';
import { inTemporaryDirectory } from '../temporary.ts';

const reports = 2_000;
const cases = 100_000;
const comments = 2_000;
const callers = 20;
const connections = 16;
const measuredMilliseconds = 5_000;

const script = (name: string): string => fileURLToPath(new URL(`../processes/${name}.ts`, import.meta.url));

const commandsAlone = 'commands, nobody else asks';
const commandsBeside = `commands beside ${callers} who group by three`;
const commandsBesideReaders = `commands beside ${callers} who read a long history`;
const healthAlone = '/healthz, nobody else asks, p99';
const healthBeside = `/healthz beside ${callers} who group by three, p99`;
const healthBesideReaders = `/healthz beside ${callers} who read a long history, p99`;

const answerOf = async <Answer>(name: string, ...args: readonly (string | number)[]): Promise<Answer> => {
  const child = spawn(process.execPath, [script(name), ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(await text(child.stdout));
};

/** Callers in a process of their own, for as long as something is measured. */
const besideCallers = async <Measured>(
  url: string,
  measure: () => Promise<Measured>,
): Promise<{ readonly measured: Measured; readonly called: Called }> => {
  const child = spawn(process.execPath, [script('callers'), url, String(callers)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  await once(child.stdout, 'data');
  const measured = await measure();
  child.stdin.end('end\n');
  await once(child, 'exit');
  return { measured, called: JSON.parse(said.slice(said.indexOf('\n') + 1)) };
};

/** A report with so many comments; gives the address of its history. */
const commented = async (url: string): Promise<string> => {
  const post = (path: string, body: object, as: string) =>
    fetch(url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const submitted = await post(
    '/v1/reports',
    { text: 'Đèn đường hỏng', location: { lat: 16.46, lng: 107.59 }, channel: 'app' },
    'dev:citizen:c-17',
  );
  const path = submitted.headers.get('location') ?? '';
  for (let n = 0; n < comments; n++) {
    const answer = await post(`${path}/comment`, { text: `Nói lần thứ ${n}` }, 'dev:operator:o-3');
    await answer.arrayBuffer();
    if (n % 100 === 0)
      await post(`${path}/redact`, { field: 'text', revision: n + 1, reason: 'x' }, 'dev:operator:o-3');
  }
  return `${url}${path}/history?limit=1000`;
};

const run = (): Promise<readonly Figure[]> =>
  inTemporaryDirectory(async (directory) => {
    const path = join(directory, 'callers.db');
    await makeThreeYears(path, reports);
    await startCommand(['rebuild', '--store', `sqlite:${path}`, '--json'], directory).ended;
    const readModels = join(directory, 'many.read.db');
    await copyFile(join(directory, 'callers.read.db'), readModels);
    multiply(readModels, cases / reports);
    const host = startCommand(
      ['serve', '--port', '0', '--store', `sqlite:${path}`, '--read-models', readModels, '--json'],
      directory,
    );
    const { url }: { readonly url: string } = JSON.parse(await host.firstLine);
    try {
      const history = await commented(url);
      const figures = `${url}/v1/sla?groupBy=agency,category,procedure`;
      const commands = () => answerOf<HttpLoaded>('http-load', url, connections, measuredMilliseconds);
      const health = () => answerOf<Percentiles>('health-load', url, measuredMilliseconds);
      await commands();
      const idle = await health();
      const alone = await commands();
      const [healthBesideFigures, besideFigures, healthBesideHistory, besideHistory] = [
        await besideCallers(figures, health),
        await besideCallers(figures, commands),
        await besideCallers(history, health),
        await besideCallers(history, commands),
      ];
      return [
        rate(commandsAlone, alone),
        rate(commandsBeside, besideFigures.measured, besideFigures.called),
        rate(commandsBesideReaders, besideHistory.measured, besideHistory.called),
        latency(healthAlone, idle),
        latency(healthBeside, healthBesideFigures.measured, healthBesideFigures.called),
        latency(healthBesideReaders, healthBesideHistory.measured, healthBesideHistory.called),
      ];
    } finally {
      host.child.kill('SIGTERM');
      await host.ended;
    }
  });

const notesOf = (called: Called | undefined): readonly string[] =>
  called === undefined
    ? []
    : [
        `the callers: ${called.answers} answers of ${Math.round(called.bytes / Math.max(1, called.answers) / 1024)} KiB, ${called.refused} refused`,
      ];

const rate = (
  subject: string,
  { commands, seconds, failed, firstError }: HttpLoaded,
  called?: Called,
): Figure => ({
  subject,
  value: commands / seconds,
  unit: 'commands/s',
  notes: notesOf(called),
  ...(failed > 0 && { failure: `${failed} commands failed, the first: ${firstError}` }),
});

const latency = (subject: string, { median, p99, most }: Percentiles, called?: Called): Figure => ({
  subject,
  value: p99,
  unit: 'ms',
  notes: [`median ${median.toFixed(1)} ms, longest ${most.toFixed(1)} ms`, ...notesOf(called)],
});

const half = { demand: 'at least', value: 0.5, unit: 'times', timesAsManyAs: commandsAlone } as const;
const twenty = { demand: 'below', value: 20, unit: 'times', timesAsManyAs: healthAlone } as const;

export const callersBenchmark: Benchmark = {
  name: 'callers',
  workload: `A host over ${cases.toLocaleString('en')} cases, with ${connections} connections that submit reports, and ${callers} callers in a process of their own who ask again as soon as they are answered: for figures by agency, category and procedure, which are counted case by case; and for a history of ${comments.toLocaleString('en')} comments, some hidden, 1,000 events a page.`,
  bars: [
    { subject: commandsBeside, limit: half },
    { subject: commandsBesideReaders, limit: half },
    { subject: healthBeside, limit: twenty },
    { subject: healthBesideReaders, limit: twenty },
  ],
  run,
};
