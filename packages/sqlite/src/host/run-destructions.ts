import type { EventStore, RecordedEvent } from '@phananh/core';
import { idInStream, upcast } from '@phananh/core/engine';
import { type KeyStore, leavesIn, nodeOf } from '@phananh/core/privacy';
import { reportWorkflow } from '@phananh/core/reports';
import { nodeCiphers } from '../keys/node-ciphers.ts';
import { destroyingValues } from './destroying-values.ts';
import { inGroups, keysAtOnce } from './in-groups.ts';

/** Destroys the keys of single values: each step may be the last one before a crash, and is done again then. */
export interface Destructions {
  /** What a follower of the log does with events of reports: it destroys what they say is destroyed. */
  react(events: Iterable<RecordedEvent>): Promise<void>;
  /**
   * What the log says was destroyed and the keys do not know of, because they were restored from a backup of before: it is destroyed again. To be
   * waited for before anybody is answered.
   */
  again(): Promise<void>;
}

export const destroying = ({
  store,
  stored,
  keys,
}: {
  readonly store: EventStore;
  /** The log below its sealing: there are the envelopes. */
  readonly stored: Pick<EventStore, 'readStream'>;
  readonly keys: Pick<KeyStore, 'get' | 'puncture'>;
}): Destructions => {
  const values = destroyingValues(store, keys);
  const carryOut = async (
    { stream, revision }: Pick<RecordedEvent, 'stream' | 'revision'>,
    revisions: readonly number[],
    fields: readonly string[],
  ): Promise<void> => {
    for (const of of revisions)
      for await (const event of stored.readStream(stream, { fromRevision: of, toRevision: of }))
        for (const found of leavesIn(event, fields)) await values.destroy(found, { stream, revision });
  };
  return {
    react: async (events) => {
      for (const event of events) {
        if (event.type !== 'personal-data-erased' || event.fault !== undefined) continue;
        if (idInStream(reportWorkflow, event.stream) === undefined) continue;
        const { type, data } = upcast(reportWorkflow.events, event);
        if (type === 'personal-data-erased' && data.fields !== undefined)
          await carryOut(event, data.revisions, data.fields);
      }
    },
    again: async () => {
      for (const some of inGroups(await values.listed(), keysAtOnce))
        await Promise.all(
          some.map(async ({ subject, leaves }) => {
            const tree = (await keys.get(subject))?.tree;
            if (tree === undefined) return;
            const back = leaves.filter((leaf) => nodeOf(tree, leaf, nodeCiphers.sha256) !== undefined);
            if (back.length > 0) await keys.puncture(subject, back);
          }),
        );
    },
  };
};
