import { statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readModelsPath } from '../store/read-models-path.ts';
import type { StorePlace } from '../store/store-address.ts';
import type { Finding } from './finding.ts';

const oldestNode = [22, 18] as const;
const leastFreeBytes = 1024 ** 3;
/** No release of phananh is older: a clock before it is wrong. */
const earliestPlausible = Date.parse('2026-01-01T00:00:00Z');

export const checkNode = (version: string = process.versions.node): Finding => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1]);
  const found = { what: 'node', found: version };
  return isOld
    ? { ...found, state: 'bad', todo: `Use Node ${oldestNode.join('.')} or later.` }
    : { ...found, state: 'good' };
};

export const checkClock = (now: number = Date.now()): Finding => {
  const found = { what: 'clock', found: new Date(now).toISOString() };
  return now < earliestPlausible
    ? {
        ...found,
        state: 'bad',
        todo: 'The clock is behind. Set it, and keep it set by NTP: verdicts depend on it.',
      }
    : { ...found, state: 'good' };
};

/** Free space where the files of this machine lie, or will lie. */
export const checkDisk = (place: StorePlace): Finding => {
  const path = place.store.scheme === 'sqlite' ? place.store.path : readModelsPath(place);
  const { directory, free } = freeSpace(dirname(resolve(path)));
  const found = { what: 'disk', found: `${(free / 1024 ** 3).toFixed(1)} GiB free in ${directory}` };
  return free < leastFreeBytes
    ? { ...found, state: 'warning', todo: 'Make room: a full disk refuses every command.' }
    : { ...found, state: 'good' };
};

const freeSpace = (directory: string): { readonly directory: string; readonly free: number } => {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return { directory, free: bavail * bsize };
  } catch (error) {
    const parent = dirname(directory);
    if (parent === directory) throw error;
    return freeSpace(parent);
  }
};
