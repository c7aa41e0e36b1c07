import { existsSync, readFileSync } from 'node:fs';

/**
 * User and system time of this process and of those that it started and that have ended, in seconds. Node tells of children nowhere;
 * Linux does, in hundredths of a second (`proc_pid_stat(5)`). Elsewhere children count nothing.
 */
export const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  const own = (user + system) / 1e6;
  if (!existsSync('/proc/self/stat')) return own;
  const stat = readFileSync('/proc/self/stat', 'utf8');
  // The second field is the program's name in brackets, and may have blanks: from the third on, `cutime` and `cstime` are the 14th and 15th.
  const [childUser, childSystem] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(13, 15);
  return own + (Number(childUser) + Number(childSystem)) / 100;
};
