// In the place of the writer thread: dies at the first thing that it is asked.
import { workerData } from 'node:worker_threads';
import { waitForRing } from '../../src/event-store/writer/doorbell.ts';

waitForRing(workerData.bell, 0);
throw new Error('the writer dies');
