import { readFile } from 'node:fs/promises';

/** Beside the compiled program, or where the repository makes it (`npm run verify-page`). */
const places = ['./verify.html', '../dist/verify.html'];

/** The page that verifies bundles in a browser, offline: one file. Undefined where it was not made. */
export const verifyPage = async (): Promise<Uint8Array | undefined> => {
  for (const place of places) {
    const page = await readFile(new URL(place, import.meta.url)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (page !== undefined) return page;
  }
  return undefined;
};
