import { statSync } from 'node:fs';
import { filesIn } from '../config/files-in.ts';
import type { Settings } from '../config/settings.ts';
import { evidencePlaces } from '../evidence/open-evidence.ts';
import type { StorePlace } from '../store/store-address.ts';

const ofOthers = 0o077;

/** A line for every file of a secret, or of keys, that others than its owner may open. Where rights are no bits (Windows) there are none. */
export const openSecrets = (
  place: StorePlace,
  settings: Settings,
  platform: NodeJS.Platform = process.platform,
): readonly string[] => {
  if (platform === 'win32') return [];
  const { keys, keyEncryptionKey } = evidencePlaces(place, settings.evidence);
  const files = [
    ...filesIn(settings).filter(({ isSecret }) => isSecret),
    ...(keys === undefined ? [] : [{ name: 'evidence.keys', path: keys }]),
    { name: 'evidence.keyEncryptionKey', path: keyEncryptionKey },
  ];
  return files.flatMap(({ name, path }) => {
    const found = statSync(path, { throwIfNoEntry: false });
    const mode = found?.mode ?? 0;
    if ((mode & ofOthers) === 0) return [];
    const own = found?.isDirectory() === true ? 700 : 600;
    const rights = (mode & 0o777).toString(8).padStart(4, '0');
    return [`${name}: others than its owner may open ${path} (${rights}): chmod ${own} ${path}`];
  });
};
