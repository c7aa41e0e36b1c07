import { join } from 'node:path';
import { createReports, type EventStore, huePolicy, type Snapshots } from '@phananh/core';
import { sqliteEventStore } from '@phananh/sqlite';
// Not exported: it is how the writer's own connection is opened.
import { openConnection } from '../../../sqlite/src/event-store/connection.ts';
import { type Contender, type Durability, type OpenContender, synchronousName } from '../runner/contender.ts';
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

/** As a connection that is opened the way the writer's is tells it. */
export const durabilityOf = (path: string): Durability => {
  const connection = openConnection(path, { readonly: true });
  const setting = (name: string) => connection.pragma(name, { simple: true });
  const durability = {
    journalMode: String(setting('journal_mode')),
    synchronous: synchronousName(setting('synchronous')),
  };
  connection.close();
  return durability;
};
