import type { Durability, OpenContender } from './contender.ts';
import { type Loaded, type LoadName, loads } from './loads.ts';

/** What the process that runs a contender answers: how the load went, or why it could not even begin. */
export type Answer = Measured | { readonly broken: string };

export interface Measured extends Loaded {
  readonly durability: Durability;
  /** CPU time of all threads of the process for each command, in microseconds. */
  readonly cpu: number;
}

/**
 * Long enough for the code to be compiled before the measurement: of one command at a time, V8's own thread takes nine
 * hundredths of a core after two seconds, and between ten seconds and twenty no more than three and a half.
 */
const warmUpMilliseconds = 10_000;

const run = async (
  open: OpenContender,
  load: LoadName,
  milliseconds: number,
  directory: string,
): Promise<Answer> => {
  const contender = await open(directory);
  let reports = 0;
  const report = () => {
    reports += 1;
    return reports;
  };
  await loads[load](contender, warmUpMilliseconds, report);
  const before = process.cpuUsage();
  const loaded = await loads[load](contender, milliseconds, report);
  const { user, system } = process.cpuUsage(before);
  const cpu = (user + system) / Math.max(loaded.commands, 1);
  const durability = await contender.durability();
  await contender.close();
  return { ...loaded, durability, cpu };
};

const [module = '', load = '', milliseconds = '', directory = ''] = process.argv.slice(2);
const answer: Answer = await import(module)
  // The parent names a contender of its table and a load of `loads`.
  .then(({ open }) => run(open, load as LoadName, Number(milliseconds), directory))
  .catch((error: unknown) => ({ broken: error instanceof Error ? error.message : String(error) }));
// Ended by the parent when it has the answer, so that a contender's open handles keep nothing alive.
process.once('disconnect', () => process.exit());
process.send?.(answer);
