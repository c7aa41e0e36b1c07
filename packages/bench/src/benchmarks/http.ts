import { join } from 'node:path';
import type { Benchmark, Figure } from '../benchmark.ts';
import { startCommand } from '../processes/command.ts';
import type { HttpLoaded } from '../processes/http-load.ts';
import { loadHost } from '../processes/load-host.ts';
import { inTemporaryDirectory } from '../temporary.ts';

const connections = 64;
const warmUpMilliseconds = 10_000;
const measuredMilliseconds = 8000;

const submits = 'POST /v1/reports';
const eventLoop = 'event loop of the host, p99';

const putLoadOn = (url: string, milliseconds: number): Promise<HttpLoaded> =>
  loadHost(url, { connections, milliseconds });

const run = (): Promise<readonly Figure[]> =>
  inTemporaryDirectory(async (directory) => {
    const store = `sqlite:${join(directory, 'http.db')}`;
    const host = startCommand(['serve', '--port', '0', '--store', store, '--json'], directory);
    const { url } = JSON.parse(await host.firstLine);
    await putLoadOn(url, warmUpMilliseconds);
    host.child.kill('SIGUSR2');
    const { commands, seconds, failed, firstError } = await putLoadOn(url, measuredMilliseconds);
    host.child.kill('SIGUSR2');
    host.child.kill('SIGTERM');
    const { observed } = await host.ended;
    const failure = failed === 0 ? {} : { failure: `${failed} requests failed, the first: ${firstError}` };
    const notes = [`${Math.round(observed.peakMebibytes)} MiB at most`];
    return [
      { subject: submits, value: commands / seconds, unit: 'requests/s', notes, ...failure },
      {
        subject: eventLoop,
        value: observed.eventLoopP99Milliseconds[0] ?? Number.NaN,
        unit: 'ms',
        notes: [],
      },
    ];
  });

export const http: Benchmark = {
  name: 'http',
  workload: `Submissions with distinct bodies over ${connections} connections to one host that was started with the command, answered when they are on the disk; the load comes from another process. The delay of the event loop is measured within the host.`,
  bars: [
    { subject: submits, limit: { demand: 'at least', value: 3500, unit: 'requests/s' } },
    { subject: eventLoop, limit: { demand: 'below', value: 20, unit: 'ms' } },
  ],
  run,
};
