import { constants, getPriority, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { workflowNamed } from '../workflows-in.ts';
import type { CheckMessage, CheckStart } from './background-check.ts';
import { checkStoreFile } from './check-file.ts';

/** Looks through a store's file beside those who write and answer. */

const { path, after, workflows }: CheckStart = workerData;
const say = (message: CheckMessage): void => parentPort?.postMessage(message);

/** On Linux a priority is that of a thread; elsewhere it would be that of the whole process. */
const yieldToOthers = (): void => {
  if (process.platform !== 'linux') return;
  const ownThread = 0;
  try {
    setPriority(ownThread, Math.max(getPriority(ownThread), constants.priority.PRIORITY_BELOW_NORMAL));
  } catch {
    // Where that is not allowed it goes on as it was.
  }
};

yieldToOthers();
try {
  const { lifecycleWorkflows } = await import('@phananh/core/reports');
  const { eventFaultOf } = await import('@phananh/core/engine');
  const others = await Promise.all(workflows.map(workflowNamed));
  const { faults, position } = await checkStoreFile(path, {
    ...(after !== undefined && { after }),
    findFault: eventFaultOf([...lifecycleWorkflows, ...others.map(({ workflow }) => workflow)]),
    onProgress: (progress) => say({ kind: 'progress', ...progress }),
  });
  const [first] = faults;
  say(
    first === undefined
      ? { kind: 'sound', position }
      : { kind: 'damaged', fault: first, faults: faults.length },
  );
} catch (error) {
  say({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
}
