import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** How far the log was followed, in a file; 0 where there is none. */
export const readPosition = async (path: string): Promise<number> => {
  const text = await readFile(path, 'utf8').catch(() => '0');
  const position = Number(text);
  return Number.isSafeInteger(position) && position >= 0 ? position : 0;
};

export const writePosition = async (path: string, position: number): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(`${path}.new`, String(position), { mode: 0o600 });
  await rename(`${path}.new`, path);
};
