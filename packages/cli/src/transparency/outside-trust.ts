import type { TrustPolicy } from '@phananh/core/transparency';
import { readText } from '../config/json-file.ts';

/** Who is trusted, by a file from outside; undefined where nobody is named. */
export const trustIn = async (path: string | undefined): Promise<TrustPolicy | undefined> => {
  if (path === undefined) return undefined;
  const { readTrust } = await import('@phananh/core/transparency');
  const { nodeCrypto } = await import('@phananh/transparency');
  return readTrust(nodeCrypto, readText(path));
};
