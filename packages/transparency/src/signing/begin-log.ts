import { base64Of, continuedLeaf, emptyRange, leafMaker, utf8 } from '@phananh/core/transparency';
import type { KeptCheckpoint } from '../files/kept-checkpoints.ts';
import { epochsIn, openLogFolder } from '../files/log-folder.ts';
import { nodeCrypto } from '../node-crypto.ts';
import { logSigners, newLogKey, originOfEpoch, readLogKey, writeLogKey } from './log-key.ts';
import { sequencer } from './sequencer.ts';

/**
 * Begins a new log where the store was restored to before what was published, or the key was lost. Its first entry commits to the last
 * checkpoint of the earlier one, so that nobody can pretend that there was none.
 */
export const beginLog = async ({
  folder,
  key: path,
  origin,
  reason,
  at,
}: {
  readonly folder: string;
  readonly key: string;
  readonly origin: string;
  readonly reason: string;
  /** ISO 8601. */
  readonly at: string;
}): Promise<KeptCheckpoint | undefined> => {
  const earlier = epochsIn(folder).at(-1);
  const newest = earlier === undefined ? undefined : openLogFolder(folder, earlier).kept.newest();
  if (earlier === undefined || newest === undefined) return undefined;
  const known = readLogKey(path);
  const key = known ?? newLogKey(origin);
  if (known === undefined) writeLogKey(path, key);
  const epoch = earlier + 1;
  const name = originOfEpoch(key.origin, epoch);
  const { checkpoint, note } = newest;
  const first = continuedLeaf({
    v: 1,
    log: name,
    pos: 0,
    type: 'log-continues',
    at,
    reason,
    previous: {
      origin: checkpoint.origin,
      size: String(checkpoint.size),
      root: base64Of(checkpoint.root),
      note: base64Of(nodeCrypto.sha256(utf8(note))),
    },
  });
  const sequence = sequencer({
    folder: openLogFolder(folder, epoch),
    origin: name,
    signers: await logSigners(key, epoch),
    maker: leafMaker({ origin: name, pseudonymKey: key.pseudonymKey, hashes: nodeCrypto }),
    begun: { size: emptyRange.size, position: 0, newest: undefined, edge: [], leaves: [], first },
  });
  return sequence.publish();
};
