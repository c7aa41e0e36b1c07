import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { residentMebibytes, startHost } from './host.ts';
import { type Acknowledged, type AcknowledgedPhoto, photoOf, type Seen, work } from './work.ts';

export interface SoakOptions {
  readonly directory: string;
  readonly seconds: number;
  readonly connections: number;
  /** How often the host is killed, in the first half: its memory is looked at in the second. */
  readonly kills: number;
}

export interface Soaked {
  readonly requests: number;
  readonly acknowledged: number;
  readonly photos: number;
  /** Photos that were acknowledged and are not there, byte for byte. */
  readonly lostPhotos: readonly string[];
  /** Reports that the read models, which were computed anew under load, do not have. */
  readonly unlisted: readonly string[];
  /** Commands that were acknowledged and are not there. */
  readonly lost: readonly string[];
  /** Answers that are no answers of a host that works: anything but what was asked for, or a refusal with `Retry-After`. */
  readonly failures: readonly string[];
  readonly kills: number;
  /** Resident memory in the last quarter as a multiple of that in the one before. */
  readonly growth: number;
  readonly mebibytes: number;
}

/**
 * Submissions with photos, commands, reads, lists, figures and exports over so many connections, for so long, on a host that is killed now
 * and then and started again on the same file; the last time without its read models, which it computes anew meanwhile.
 */
export const soak = async ({ directory, seconds, connections, kills }: SoakOptions): Promise<Soaked> => {
  const store = `sqlite:${join(directory, 'soak.db')}`;
  let host = await startHost(store);
  const acknowledged = new Map<string, Acknowledged>();
  const photos = new Map<string, AcknowledgedPhoto>();
  const seen: Seen = { requests: 0, position: 0, failures: [] };
  const ending = new AbortController();
  const workers = Array.from({ length: connections }, (_, worker) =>
    work({ worker, url: () => host.url, acknowledged, photos, seen, signal: ending.signal }),
  );
  const half = (seconds * 1000) / 2;
  for (let kill = 0; kill < kills; kill += 1) {
    await after(half / kills);
    await host.kill();
    if (kill === kills - 1) await removeReadModels(directory);
    host = await startHost(store);
  }
  if (kills === 0) await after(half);
  const memory: number[] = [];
  for (let sample = 0; sample < 20; sample += 1) {
    await after(half / 20);
    memory.push(residentMebibytes(host.pid));
  }
  ending.abort();
  await Promise.all(workers);
  const lost = await lostOf(host.url, acknowledged);
  const lostPhotos = await lostPhotosOf(host.url, photos);
  const unlisted = await unlistedOf(host.url, acknowledged, seen.position);
  await host.end();
  // What a new process takes in the first tenths is no growth.
  const before = median(memory.slice(8, 14));
  const last = median(memory.slice(14));
  return {
    requests: seen.requests,
    acknowledged: acknowledged.size,
    photos: photos.size,
    lost,
    lostPhotos,
    unlisted,
    failures: seen.failures,
    kills,
    growth: last / before,
    mebibytes: last,
  };
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Asks for each report that was acknowledged. */
const lostOf = async (
  url: string,
  acknowledged: ReadonlyMap<string, Acknowledged>,
): Promise<readonly string[]> => {
  const lost: string[] = [];
  for (const [reportId, { revision }] of acknowledged) {
    const answer = await fetch(`${url}/v1/reports/${reportId}`, {
      headers: { authorization: 'Bearer dev:auditor:a-1' },
    });
    const found = answer.status === 200 ? Number(answer.headers.get('etag')?.replaceAll('"', '')) : -1;
    await answer.arrayBuffer();
    if (found < revision) lost.push(`${reportId} at revision ${revision}: ${answer.status}, ${found}`);
  }
  return lost;
};

/** As whoever gave it: also one whose report was cut off by a kill is theirs. */
const lostPhotosOf = async (
  url: string,
  photos: ReadonlyMap<string, AcknowledgedPhoto>,
): Promise<readonly string[]> => {
  const lost: string[] = [];
  for (const [id, photo] of photos) {
    const answer = await fetch(`${url}/v1/attachments/${id}/original`, {
      headers: { authorization: `Bearer dev:citizen:c-${photo.worker}` },
    });
    const found = Buffer.from(await answer.arrayBuffer());
    if (!found.equals(photoOf(photo))) lost.push(`${id}: ${answer.status}, ${found.length} bytes`);
  }
  return lost;
};

/** Asked when the read models have seen all that was acknowledged: each report is in a file of all then. */
const unlistedOf = async (
  url: string,
  acknowledged: ReadonlyMap<string, Acknowledged>,
  position: number,
): Promise<readonly string[]> => {
  const headers = { authorization: 'Bearer dev:operator:o-3' };
  while (!(await fetch(`${url}/v1/reports?limit=1&after=${position}`, { headers })).ok) await after(200);
  const listed = await (await fetch(`${url}/v1/exports/cases.csv`, { headers })).text();
  return [...acknowledged.keys()].filter((id) => !listed.includes(id));
};

const removeReadModels = async (directory: string): Promise<void> => {
  for (const name of await readdir(directory))
    if (name.includes('.read.db')) await rm(join(directory, name), { force: true });
};
