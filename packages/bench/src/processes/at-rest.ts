import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Of a hundredth of a second each, in a second: less than that is rest. */
const fewTicks = 10;
const quietSeconds = 2;
const mostSeconds = 300;

/**
 * Waits until a process computes next to nothing: a host that was started over a log reacts to all of it first, beside whatever it is asked. At most
 * five minutes; not at all where the system has no `/proc`.
 */
export const atRest = async (pid: number | undefined): Promise<void> => {
  let before = await ticksOf(pid);
  for (let quiet = 0, second = 0; quiet < quietSeconds && second < mostSeconds; second++) {
    await sleep(1_000);
    const now = await ticksOf(pid);
    if (now === undefined || before === undefined) return;
    quiet = now - before < fewTicks ? quiet + 1 : 0;
    before = now;
  }
};

/** What it computed so far, of its own and in the system. */
const ticksOf = async (pid: number | undefined): Promise<number | undefined> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // Behind the name, which may have spaces in it, from the third field on.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields && Number(fields[11]) + Number(fields[12]);
};
