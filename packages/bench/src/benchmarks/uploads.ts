import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { Benchmark, Figure } from '../benchmark.ts';
import { startCommand } from '../processes/command.ts';
import type { HttpLoaded } from '../processes/http-load.ts';
import { loadHost } from '../processes/load-host.ts';
import type { Uploaded } from '../processes/upload-load.ts';
import { inTemporaryDirectory } from '../temporary.ts';

const connections = 64;
const atOnce = 64;
const warmUpMilliseconds = 6_000;
/** So that photos wait for their copies when it is measured. */
const fillMilliseconds = 3_000;
const measuredMilliseconds = 6_000;
const megabyte = 1_000_000;
const photoBytes = 4 * megabyte;

const alone = 'commands alone';
const beside = 'commands beside uploads';
const loopAlone = 'event loop of the host, p99, commands alone';
const loopBeside = 'event loop of the host, p99, beside uploads';
const small = 'memory of the host at most, a video of 10 MB';
const large = 'memory of the host at most, a video of 1 GB';

/** A host of its own over an empty folder, with nothing between what is asked and what it can. */
const startHost = (directory: string) => {
  mkdirSync(directory);
  const config = join(directory, 'phananh.jsonc');
  const settings = {
    rateLimits: { enabled: false },
    overload: { enabled: false },
    evidence: { videoBytes: 2_000 * megabyte },
  };
  writeFileSync(config, JSON.stringify(settings));
  const store = `sqlite:${join(directory, 'uploads.db')}`;
  return startCommand(['serve', '--port', '0', '--store', store, '--json', '--config', config], directory);
};

const processOf = (name: string, args: readonly string[]) =>
  spawn(process.execPath, [fileURLToPath(new URL(`../processes/${name}.ts`, import.meta.url)), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });

/** A photo of noise, which no encoder makes smaller, of four megabytes. */
const writePhoto = async (file: string): Promise<void> => {
  const [width, height] = [2400, 1800];
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const photo = await sharp({ create: { width, height, channels: 3, background: '#000', noise } })
    .jpeg({ quality: 85 })
    .toBuffer();
  if (photo.length > photoBytes) throw new Error(`the photo has ${photo.length} bytes`);
  // What follows the end of a JPEG is not looked at.
  writeFileSync(file, Buffer.concat([photo, Buffer.alloc(photoBytes - photo.length)]));
};

const measureCommands = async (directory: string): Promise<readonly Figure[]> => {
  const host = startHost(directory);
  const { url } = JSON.parse(await host.firstLine);
  const photo = join(directory, 'photo.jpg');
  await writePhoto(photo);
  const measure = async (): Promise<HttpLoaded> => {
    host.child.kill('SIGUSR2');
    const loaded = await loadHost(url, { connections, milliseconds: measuredMilliseconds });
    host.child.kill('SIGUSR2');
    return loaded;
  };
  await loadHost(url, { connections, milliseconds: warmUpMilliseconds });
  const without = await measure();
  const uploading = processOf('upload-load', [url, String(atOnce), photo]);
  const outcome = text(uploading.stdout);
  await after(fillMilliseconds);
  const during = await measure();
  uploading.kill('SIGTERM');
  const taken: Uploaded = JSON.parse(await outcome);
  host.child.kill('SIGTERM');
  const { observed } = await host.ended;
  const [loopWithout = Number.NaN, loopDuring = Number.NaN] = observed.eventLoopP99Milliseconds;
  const milliseconds = (subject: string, value: number): Figure => ({
    subject,
    value,
    unit: 'ms',
    notes: [],
  });
  return [
    commandsOf(alone, without, []),
    commandsOf(beside, during, [`${taken.uploads} photos taken in over ${inAll} s`], taken),
    milliseconds(loopAlone, loopWithout),
    milliseconds(loopBeside, loopDuring),
  ];
};

const inAll = (fillMilliseconds + measuredMilliseconds) / 1_000;

const commandsOf = (
  subject: string,
  { commands, seconds, failed, firstError }: HttpLoaded,
  notes: readonly string[],
  uploads?: Uploaded,
): Figure => {
  const wrong = failed + (uploads?.failed ?? 0);
  return {
    subject,
    value: commands / seconds,
    unit: 'requests/s',
    notes,
    ...(wrong > 0 && {
      failure: `${wrong} requests failed, the first: ${firstError ?? uploads?.firstError}`,
    }),
  };
};

/** The most that a host of its own ever held, from its start to after the upload. */
const measureMemory = async (directory: string, subject: string, bytes: number): Promise<Figure> => {
  const host = startHost(directory);
  const { url } = JSON.parse(await host.firstLine);
  const begun = performance.now();
  const [code] = await once(processOf('upload-video', [url, String(bytes)]), 'exit');
  const seconds = (performance.now() - begun) / 1_000;
  host.child.kill('SIGTERM');
  const { observed } = await host.ended;
  return {
    subject,
    value: observed.peakMebibytes,
    unit: 'MiB',
    notes: [`taken in ${seconds.toFixed(1)} s`],
    ...(code !== 0 && { failure: 'the video was not taken in' }),
  };
};

const run = (): Promise<readonly Figure[]> =>
  inTemporaryDirectory(async (directory) => [
    ...(await measureCommands(join(directory, 'commands'))),
    await measureMemory(join(directory, 'small'), small, 10 * megabyte),
    await measureMemory(join(directory, 'large'), large, 1_000 * megabyte),
  ]);

export const uploads: Benchmark = {
  name: 'uploads',
  workload: `Submissions over ${connections} connections to one host, alone, then while ${atOnce} photos of 4 MB are uploaded at a time, one after another, as fast as they are taken, and photos wait for their public copies. Then a video of 10 MB to a host of its own, and one of 1 GB to another.`,
  bars: [
    { subject: beside, limit: { demand: 'at least', value: 0.5, unit: '', timesAsManyAs: alone } },
    { subject: loopBeside, limit: { demand: 'below', value: 2, unit: '', timesAsManyAs: loopAlone } },
    { subject: large, limit: { demand: 'below', value: 1.2, unit: '', timesAsManyAs: small } },
  ],
  run,
};
