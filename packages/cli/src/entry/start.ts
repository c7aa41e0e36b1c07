import { enableCompileCache, getCompileCacheDir } from 'node:module';
import { setFlagsFromString } from 'node:v8';

// Before anything else is loaded: sources that were compiled once are not compiled again, which halves the start.
enableCompileCache();
// For the threads too: they read it when they start.
const cache = getCompileCacheDir();
if (cache !== undefined) process.env.NODE_COMPILE_CACHE ??= cache;
// V8 takes objects that wait for the disk for long-lived ones, makes all of their kind among the old from then on, and so keeps
// whatever those point to until the next major collection: a tenth of the computing of an import.
setFlagsFromString('--no-allocation-site-pretenuring');
const [{ run }, { createProgram }, { endWhenWritten }] = await Promise.all([
  import('./run.ts'),
  import('../program.ts'),
  import('../process/end-when-written.ts'),
]);
const start = async (): Promise<void> => {
  let isServing = false;
  const program = createProgram({
    onListening: () => {
      isServing = true;
    },
    onEnded: endWhenWritten,
  });
  process.exitCode = await run(program);
  if (!isServing) endWhenWritten();
};
await start();
