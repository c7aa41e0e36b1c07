import type { Figure } from '../benchmark.ts';
import { installPeers } from '../peers.ts';
import type { LoadName } from '../runner/loads.ts';
import { runContender } from '../runner/run-contender.ts';

const measuredMilliseconds = 5000;

/** The names of the contenders, as tables show them, and their modules. */
const modules = {
  phananh: '../contenders/phananh.ts',
  'phananh, snapshots in memory': '../contenders/phananh-with-snapshots.ts',
  'better-sqlite3 alone': '../contenders/raw-sqlite.ts',
  'emmett + emmett-sqlite': '../../peers/emmett.ts',
  'act + act-sqlite': '../../peers/act.ts',
} as const;

export type ContenderName = keyof typeof modules;

/** Puts the load on the contenders, one after another. */
export const compare = async (
  load: LoadName,
  names: readonly ContenderName[],
): Promise<readonly Figure[]> => {
  if (names.some((name) => modules[name].includes('/peers/'))) installPeers();
  const figures: Figure[] = [];
  for (const name of names) figures.push(await measure(load, name));
  return figures;
};

const measure = async (load: LoadName, subject: ContenderName): Promise<Figure> => {
  const unit = 'commands/s';
  const answer = await runContender(new URL(modules[subject], import.meta.url), load, measuredMilliseconds);
  if ('broken' in answer) return { subject, value: 0, unit, notes: [], failure: answer.broken };
  const { commands, seconds, failed, firstError, flaw, cpu, durability } = answer;
  const failure =
    flaw ??
    (failed === 0
      ? undefined
      : `${failed} of ${failed + commands} commands failed, the first: ${firstError}`);
  return {
    subject,
    value: commands / seconds,
    unit,
    notes: [
      `journal_mode ${durability.journalMode}, synchronous ${durability.synchronous}`,
      ...(commands > 0 ? [`${Math.round(cpu)} µs CPU a command`] : []),
    ],
    ...(failure !== undefined && { failure }),
  };
};
