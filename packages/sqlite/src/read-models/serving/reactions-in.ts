import BetterSqlite, { type Database } from 'better-sqlite3';
import { adoptReactions, type ReactionTable, reactionTable } from '../../reactions/parked-reactions.ts';
import type { Serving } from './serving.ts';

/**
 * The reactions in the file that serves, whichever that is: it is built anew beside, and put in place while reactions go on. What this
 * process parks is kept in memory as well, until it ends: while no file serves, and for the next one, which may have been filled before.
 */
export const reactionsIn = ({ isOpen, database }: Serving): ReactionTable => {
  const memory = new BetterSqlite(':memory:');
  const kept = reactionTable(memory);
  let served: { readonly database: Database; readonly table: ReactionTable } | undefined;
  const table = (): ReactionTable => {
    if (!isOpen()) return kept;
    const current = database();
    if (served?.database === current) return served.table;
    const found = reactionTable(current);
    adoptReactions(current, memory);
    served = { database: current, table: found };
    return found;
  };
  /** In both, where there are two. */
  const both = (change: (one: ReactionTable) => void): void => {
    // First: a file that is met here takes over what is in memory before the change.
    const current = table();
    change(kept);
    if (current !== kept) change(current);
  };
  return {
    park: (reaction) => both((one) => one.park(reaction)),
    lack: (reaction, workflow) => both((one) => one.lack(reaction, workflow)),
    settle: (reaction) => both((one) => one.settle(reaction)),
    isLeftOut: (eventId, index) => table().isLeftOut(eventId, index),
    standing: () => table().standing(),
    leftOut: () => table().leftOut(),
    wanted: () => table().wanted(),
    want: (named) => table().want(named),
    leaveOut: (named, reason) => table().leaveOut(named, reason),
  };
};
