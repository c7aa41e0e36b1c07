import { join } from 'node:path';
import { createReports, type EventStore, huePolicy, type Snapshots } from '@phananh/core';
import { sqliteEventStore } from '@phananh/sqlite';
import Database from 'better-sqlite3';
import type { Contender, Durability, OpenContender } from '../runner/contender.ts';
import { actors, inputs } from './inputs.ts';

/** This library, deciding each command on the whole history of its report. */
export const open: OpenContender = async (directory) => {
  const path = join(directory, 'phananh.db');
  return contenderOver(sqliteEventStore(path), path);
};

export const contenderOver = async (
  store: EventStore,
  path: string,
  snapshots?: Snapshots,
): Promise<Contender> => {
  const reports = createReports({ store, policy: huePolicy, ...(snapshots && { snapshots }) });
  const { handler, agencies } = reports;
  const agency = { agencyId: 'agency-hue-lighting', name: 'Hue lighting', kind: 'government' };
  await agencies.handler.create('register', agency, { actor: actors.verify });
  const ids = new Map<number, string>();
  const idOf = (report: number): string => {
    const id = ids.get(report);
    if (id === undefined) throw new TypeError(`report ${report} was not submitted`);
    return id;
  };
  return {
    async give(report, step) {
      const options = { actor: actors[step] };
      if (step === 'submit') {
        const { id } = await handler.create(step, inputs[step], options);
        ids.set(report, id);
      } else {
        await handler.execute(idOf(report), step, inputs[step], options);
        if (step === 'publish') ids.delete(report);
      }
    },
    async comment(report, text) {
      await handler.execute(idOf(report), 'comment', { text }, { actor: actors.verify });
    },
    async commentsOf(report) {
      const texts: string[] = [];
      const revisions: number[] = [];
      for await (const { type, data, revision } of handler.history(idOf(report))) {
        revisions.push(revision);
        if (type === 'commented') texts.push(String(data.text));
      }
      return { texts, revisions };
    },
    durability: async () => durabilityOf(path),
    close: () => store.close(),
  };
};

/**
 * The journal's mode as the file tells it. `synchronous` is a setting of the writer's own connection: the store does not open
 * unless it reads FULL back.
 */
export const durabilityOf = (path: string): Durability => {
  const connection = new Database(path, { readonly: true });
  const journalMode = String(connection.pragma('journal_mode', { simple: true }));
  connection.close();
  return { journalMode, synchronous: 'FULL' };
};
