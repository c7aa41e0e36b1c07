import type { Benchmark, Figure } from '../benchmark.ts';
import { soak as soaked } from '../soak/soak.ts';
import { inTemporaryDirectory } from '../temporary.ts';

const seconds = 600;
const connections = 64;
const kills = 6;

const lost = 'acknowledged commands that are not there';
const lostPhotos = 'acknowledged photos that are not there, byte for byte';
const unlisted = 'acknowledged reports that the read models lack, computed anew under load';
const growth = 'memory, last quarter to the one before';

const run = (): Promise<readonly Figure[]> =>
  inTemporaryDirectory(async (directory) => {
    const found = await soaked({ directory, seconds, connections, kills });
    const [failed] = found.failures;
    const notes = [
      `${found.acknowledged} reports, ${found.photos} photos, ${found.requests} requests, killed ${found.kills} times`,
      `${Math.round(found.mebibytes)} MiB`,
    ];
    return [
      {
        subject: lost,
        value: found.lost.length,
        unit: 'commands',
        notes,
        ...(failed !== undefined && { failure: failed }),
      },
      { subject: lostPhotos, value: found.lostPhotos.length, unit: 'photos', notes: [] },
      { subject: unlisted, value: found.unlisted.length, unit: 'reports', notes: [] },
      { subject: growth, value: found.growth, unit: '×', notes: [] },
    ];
  });

export const soak: Benchmark = {
  name: 'soak',
  onlyByName: true,
  workload: `Submissions, one in sixteen with a photo, commands, reads, lists, figures and exports over ${connections} connections for ten minutes, on a host that is killed ${kills} times in the first half and started again on the same file, the last time without its read models.`,
  bars: [
    { subject: lost, limit: { demand: 'below', value: 1, unit: 'commands' } },
    { subject: lostPhotos, limit: { demand: 'below', value: 1, unit: 'photos' } },
    { subject: unlisted, limit: { demand: 'below', value: 1, unit: 'reports' } },
    { subject: growth, limit: { demand: 'below', value: 1.2, unit: '×' } },
  ],
  run,
};
