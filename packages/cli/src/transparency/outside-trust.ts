import { readFileSync } from 'node:fs';
import type { TrustPolicy } from '@phananh/core/transparency';
import { CliError } from '../process/errors.ts';

/** A file that somebody names. @throws {@link CliError} `unreadable-source` */
export const textOfFile = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CliError('unreadable-source', `${path} cannot be read`, { cause });
  }
};

/** JSON in a file that somebody names, whatever it is. @throws {@link CliError} `unreadable-source` */
export const jsonOfFile = (path: string): unknown => {
  try {
    return JSON.parse(textOfFile(path));
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    throw new CliError('unreadable-source', `${path} is not JSON`, { cause });
  }
};

/** Who is trusted, by a file from outside; undefined where nobody is named. */
export const trustIn = async (path: string | undefined): Promise<TrustPolicy | undefined> => {
  if (path === undefined) return undefined;
  const { readTrust } = await import('@phananh/core/transparency');
  const { nodeCrypto } = await import('@phananh/transparency');
  return readTrust(nodeCrypto, textOfFile(path));
};
