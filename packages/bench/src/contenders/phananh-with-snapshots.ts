import { join } from 'node:path';
import { memorySnapshots } from '@phananh/core';
import { sqliteEventStore } from '@phananh/sqlite';
import type { OpenContender } from '../runner/contender.ts';
import { contenderOver } from './phananh.ts';

/** This library as the host wires it: the folded reports that were used last stay in memory. */
export const open: OpenContender = async (directory) => {
  const path = join(directory, 'phananh.db');
  return contenderOver(sqliteEventStore(path), path, { store: memorySnapshots() });
};
