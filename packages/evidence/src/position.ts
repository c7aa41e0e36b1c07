import { readFile } from 'node:fs/promises';
import { replaceFile } from '@phananh/files';

/** How far the log was followed, in a file; 0 where there is none. */
export const readPosition = async (path: string): Promise<number> => {
  const text = await readFile(path, 'utf8').catch(() => '0');
  const position = Number(text);
  return Number.isSafeInteger(position) && position >= 0 ? position : 0;
};

/** Not onto the disk: what was done from an older position on is done again, and nothing else. */
export const writePosition = (path: string, position: number): Promise<void> =>
  replaceFile(path, String(position), { isDurable: false });
