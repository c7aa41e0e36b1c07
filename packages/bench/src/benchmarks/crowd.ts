import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Benchmark, Figure } from '../benchmark.ts';
import { startCommand } from '../processes/command.ts';
import type { Crowded, Told } from '../processes/crowd-load.ts';
import { loadHost } from '../processes/load-host.ts';
import { inTemporaryDirectory } from '../temporary.ts';

/** How many are answered at once: what a host takes where nothing else is said, and what decision 93 took, to be compared with. */
const asItIs = 'as many as by default';
const more = 250;
type AtOnce = typeof asItIs | typeof more;
const there = 200;
const crowd = 1_500;
const warmUpMilliseconds = 3_000;
const roundMilliseconds = 8_000;
const rounds = 2;

const ofThere = (atOnce: AtOnce): string => `lists for who was there, p99, ${atOnce} at once`;
const ofCrowd = (atOnce: AtOnce): string => `a word for each of the crowd, p99, ${atOnce} at once`;

const loader = fileURLToPath(new URL('../processes/crowd-load.ts', import.meta.url));

const come = async (url: string, ...args: readonly number[]): Promise<Crowded> => {
  const child = spawn(process.execPath, [loader, url, ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(await text(child.stdout));
};

/** A host that answers so many at once, with reports in its lists, that has been asked before. */
const startHost = async (directory: string, atOnce: AtOnce) => {
  const name = atOnce === asItIs ? 'default' : 'more';
  const config = join(directory, `${name}.jsonc`);
  writeFileSync(
    config,
    JSON.stringify({
      rateLimits: { enabled: false },
      overload: { enabled: true, ...(atOnce !== asItIs && { requestsAtOnce: atOnce }) },
    }),
  );
  const store = `sqlite:${join(directory, `${name}.db`)}`;
  const host = startCommand(
    ['serve', '--port', '0', '--store', store, '--json', '--config', config],
    directory,
  );
  const { url }: { readonly url: string } = JSON.parse(await host.firstLine);
  await loadHost(url, { connections: 32, milliseconds: warmUpMilliseconds });
  await come(url, 32, 0, warmUpMilliseconds);
  return { host, url, atOnce, told: [] as Crowded[] };
};

const run = (): Promise<readonly Figure[]> =>
  inTemporaryDirectory(async (directory) => {
    const hosts = [await startHost(directory, asItIs), await startHost(directory, more)];
    // In turns: what the machine does beside it meets both.
    for (let round = 0; round < rounds; round++)
      for (const { url, told } of hosts) told.push(await come(url, there, crowd, roundMilliseconds));
    for (const { host } of hosts) host.child.kill('SIGTERM');
    await Promise.all(hosts.map(({ host }) => host.ended));
    return hosts.flatMap(({ atOnce, told }) => [
      figureOf(
        ofThere(atOnce),
        told.map((one) => one.there),
      ),
      figureOf(
        ofCrowd(atOnce),
        told.map((one) => one.crowd),
      ),
    ]);
  });

const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0);

const figureOf = (subject: string, told: readonly Told[]): Figure => {
  const broken = sum(told.map((one) => one.broken));
  const of = (pick: (one: Told) => number): string => told.map((one) => Math.round(pick(one))).join(', ');
  return {
    subject,
    value: sum(told.map(({ p99 }) => p99)) / told.length,
    unit: 'ms',
    notes: [
      `rounds: p99 ${of(({ p99 }) => p99)} ms, median ${of(({ median }) => median)} ms, longest ${of(({ most }) => most)} ms; answered ${of(({ answered }) => answered)}, refused ${of(({ refused }) => refused)}`,
    ],
    ...(broken > 0 && { failure: `${broken} connections ended without an answer` }),
  };
};

const shorter = (subject: string, than: string) => ({
  subject,
  limit: { demand: 'below', value: 1, unit: '', timesAsManyAs: than } as const,
});

export const crowdBenchmark: Benchmark = {
  name: 'crowd',
  workload: `${there} connections that ask for lists as soon as they are answered; a second later ${crowd.toLocaleString('en')} new senders at once, each by a connection of its own, who come again when they were told to. To a host that answers as many requests at once as it does where nothing else is said, and to one that answers ${more}, in turns. Times of who waited for connecting and answer, refusals too; both processes share the machine.`,
  bars: [shorter(ofThere(asItIs), ofThere(more)), shorter(ofCrowd(asItIs), ofCrowd(more))],
  run,
};
