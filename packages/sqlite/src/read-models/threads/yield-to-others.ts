import { stat } from 'node:fs/promises';
import { constants, getPriority, setPriority } from 'node:os';

/**
 * Lowers the priority of the calling thread, so that on a busy machine the threads that decide and answer run first. On Linux only, where
 * each thread has a priority (`setpriority(2)`); elsewhere it is that of the whole process.
 *
 * @param path any file; it is only asked for
 */
export const yieldToOthers = async (path: string): Promise<void> => {
  if (process.platform !== 'linux') return;
  // A new thread inherits the priority of its creator. libuv starts its pool, which the whole process shares, with the first file that is
  // asked for: that has to come before the priority is lowered.
  await stat(path).catch(() => {});
  const ownThread = 0;
  try {
    setPriority(ownThread, Math.max(getPriority(ownThread), constants.priority.PRIORITY_BELOW_NORMAL));
  } catch {
    // A system that forbids it leaves the priority as it was.
  }
};
