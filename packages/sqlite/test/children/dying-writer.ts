// In the place of the writer thread: dies at the first thing that it is asked.
import { parentPort } from 'node:worker_threads';

parentPort?.once('message', () => {
  throw new Error('the writer dies');
});
