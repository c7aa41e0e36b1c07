import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Benchmark, Figure } from '../benchmark.ts';
import { type ObservedCommand, startCommand } from '../processes/command.ts';
import type { HttpLoaded } from '../processes/http-load.ts';
import { loadHost } from '../processes/load-host.ts';
import { inTemporaryDirectory } from '../temporary.ts';

const connections = 64;
const warmUpMilliseconds = 6000;
const measuredMilliseconds = 3000;
/** So that what the machine does beside them falls on each alike. */
const rounds = 3;

const isSealed = { plain: false, sealed: true } as const;
type Host = keyof typeof isSealed;
const hosts: readonly Host[] = ['plain', 'sealed'];
const whose = ['known', 'new'] as const;
type Whose = (typeof whose)[number];

const subjectOf = (host: Host, citizens: Whose): string =>
  `${host === 'sealed' ? 'encrypted' : 'in clear'}, ${citizens} citizens`;

const startHost = async (
  host: Host,
  directory: string,
): Promise<{ command: ObservedCommand; url: string }> => {
  const config = join(directory, `${host}.json`);
  await writeFile(config, JSON.stringify({ personal: { encrypt: isSealed[host] } }));
  const store = `sqlite:${join(directory, `${host}.db`)}`;
  const command = startCommand(
    ['serve', '--port', '0', '--store', store, '--config', config, '--json'],
    directory,
  );
  return { command, url: JSON.parse(await command.firstLine).url };
};

interface Sum {
  commands: number;
  seconds: number;
  failed: number;
  firstError: string | null;
}

const run = (): Promise<readonly Figure[]> =>
  inTemporaryDirectory(async (directory) => {
    let citizens = 0;
    const load = async (url: string, of: Whose, milliseconds: number): Promise<HttpLoaded> => {
      const how = { connections, milliseconds, contact: true };
      const loaded = await loadHost(url, of === 'new' ? { ...how, citizensFrom: citizens } : how);
      if (of === 'new') citizens += loaded.commands + loaded.failed + connections;
      return loaded;
    };
    const started = {
      plain: await startHost('plain', directory),
      sealed: await startHost('sealed', directory),
    };
    for (const host of hosts) await load(started[host].url, 'known', warmUpMilliseconds);
    const sums = new Map<string, Sum>();
    for (let round = 0; round < rounds; round++)
      for (const of of whose)
        for (const host of hosts) {
          const loaded = await load(started[host].url, of, measuredMilliseconds);
          const subject = subjectOf(host, of);
          const sum = sums.get(subject) ?? { commands: 0, seconds: 0, failed: 0, firstError: null };
          sum.commands += loaded.commands;
          sum.seconds += loaded.seconds;
          sum.failed += loaded.failed;
          sum.firstError ??= loaded.firstError;
          sums.set(subject, sum);
        }
    for (const host of hosts) started[host].command.child.kill('SIGTERM');
    for (const host of hosts) await started[host].command.ended;
    return [...sums].map(([subject, { commands, seconds, failed, firstError }]) => ({
      subject,
      value: commands / seconds,
      unit: 'requests/s',
      notes: [],
      ...(failed > 0 && { failure: `${failed} requests failed, the first: ${firstError}` }),
    }));
  });

const atLeast = (times: number, of: Whose) => ({
  subject: subjectOf('sealed', of),
  limit: { demand: 'at least', value: times, unit: '×', timesAsManyAs: subjectOf('plain', of) } as const,
});

export const submissions: Benchmark = {
  name: 'submissions',
  workload: `What encryption costs: submissions with contact over ${connections} connections, to a host that encrypts personal values and to one that does not, in turn. Known citizens are a thousand who have reported before; new ones have a report each, and so a key each that is made for it.`,
  bars: [atLeast(0.9, 'known'), atLeast(0.7, 'new')],
  run,
};
