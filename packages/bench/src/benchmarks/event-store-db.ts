import type { Benchmark, Figure } from '../benchmark.ts';
import type { ServerLoadName } from '../event-store-db/loads.ts';
import { resumeAfter, runLoad } from '../event-store-db/servers.ts';

const subjects = {
  commands: 'phananh, commands',
  decisions: 'phananh, commands on a store that costs nothing',
  'raw-single': 'the client alone, an append a call',
  'raw-batch': 'the client alone, over BatchAppend, its default',
  'catch-up': 'phananh, catch-up',
  'raw-read': 'the client alone, reading the log',
} as const satisfies { readonly [Name in ServerLoadName]: string };

const resumed = (seconds: number) => `subscription resumed after ${seconds} s without a server`;

const rate = async (load: ServerLoadName, unit: string): Promise<Figure> => {
  const { count, seconds, cpu } = await runLoad(load);
  return { subject: subjects[load], value: count / seconds, unit, notes: [`${Math.round(cpu)} µs CPU each`] };
};

const outages = [1, 20];

/** How one rate compares to the fastest way to append that the client has. */
const comparedTo = (batch: Figure, figure: Figure): Figure => ({
  ...figure,
  notes: [...figure.notes, `${(figure.value / batch.value).toFixed(2)} × BatchAppend`],
});

const run = async (): Promise<readonly Figure[]> => {
  const commands = await rate('commands', 'commands/s');
  const single = await rate('raw-single', 'appends/s');
  const batch = await rate('raw-batch', 'appends/s');
  const figures = [
    comparedTo(batch, commands),
    comparedTo(batch, await rate('decisions', 'commands/s')),
    comparedTo(batch, single),
    batch,
    await rate('catch-up', 'events/s'),
    await rate('raw-read', 'events/s'),
  ];
  for (const seconds of outages)
    figures.push({
      subject: resumed(seconds),
      value: await resumeAfter(seconds * 1_000),
      unit: 'ms',
      notes: [],
    });
  return figures;
};

export const eventStoreDb: Benchmark = {
  name: 'event-store-db',
  workload:
    'The test server in one process, who asks it in another. Commands: those of a report from its submission to its publication, 64 in flight, snapshots in memory; the client alone appends events of the same size in the same order, with a call each and over `BatchAppend`, which it takes by itself when no credentials are given with the call. Catch-up: a subscription from the start over 60,000 events, against one read of the same log.',
  bars: [
    { subject: subjects.commands, limit: { demand: 'at least', value: 3_000, unit: 'commands/s' } },
    ...[subjects['raw-single'], subjects['raw-batch']].map((timesAsManyAs) => ({
      subject: subjects.commands,
      limit: { demand: 'at least' as const, value: 0.85, unit: '', timesAsManyAs },
    })),
    { subject: subjects['catch-up'], limit: { demand: 'at least', value: 20_000, unit: 'events/s' } },
    {
      subject: subjects['catch-up'],
      limit: { demand: 'at least', value: 0.85, unit: '', timesAsManyAs: subjects['raw-read'] },
    },
    ...outages.map((seconds) => ({
      subject: resumed(seconds),
      limit: { demand: 'below' as const, value: 2_000, unit: 'ms' },
    })),
  ],
  run,
};
