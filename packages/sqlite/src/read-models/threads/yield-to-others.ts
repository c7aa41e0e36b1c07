import { stat } from 'node:fs/promises';
import { constants, getPriority, setPriority } from 'node:os';

/**
 * On a machine that is full, whoever decides and sends comes before those who compute. Linux keeps a priority for each thread;
 * elsewhere it would be that of the whole process.
 *
 * @param path of any file
 */
export const yieldToOthers = async (path: string): Promise<void> => {
  if (process.platform !== 'linux') return;
  // A thread has the priority of whoever starts it: those that the whole process shares begin with their first work.
  await stat(path).catch(() => {});
  const ownThread = 0;
  try {
    setPriority(ownThread, Math.max(getPriority(ownThread), constants.priority.PRIORITY_BELOW_NORMAL));
  } catch {
    // Where that is not allowed it goes on as it was.
  }
};
