import type { EventStore, JsonObject } from '@phananh/core';
import { envelopesOf } from '@phananh/core/privacy';
import {
  base64Of,
  inclusionProof,
  leafMaker,
  type ProvenEvent,
  type ProvenStream,
  sameBytes,
  TransparencyError,
  textOfKey,
} from '@phananh/core/transparency';
import { findEntry } from '../files/find-entry.ts';
import { epochsIn, openLogFolder } from '../files/log-folder.ts';
import { nodeCrypto, nodeTreeHashes } from '../node-crypto.ts';
import { originOfEpoch, readLogKey, verifierKeys } from '../signing/log-key.ts';

/**
 * The events of a stream as the log committed to them, each with its proof by the newest checkpoint: what a bundle is made of.
 *
 * @param store the store as it is, past whatever opens what was sealed in it
 * @throws {@link TransparencyError} `log-not-covered` while no checkpoint covers the first event, `log-key-missing`: without the key of
 * the log nobody can give the salts of events, `log-differs` where the store is not what was signed
 */
export const provenStream = async (
  {
    store,
    folder: place,
    key: path,
  }: { readonly store: Pick<EventStore, 'readStream'>; readonly folder: string; readonly key: string },
  stream: string,
): Promise<ProvenStream> => {
  const key = readLogKey(path);
  if (key === undefined) throw new TransparencyError('log-key-missing', `${path} is not there`);
  const epoch = epochsIn(place).at(-1) ?? 1;
  const folder = openLogFolder(place, epoch);
  const newest = folder.kept.newest();
  const origin = originOfEpoch(key.origin, epoch);
  const maker = leafMaker({ origin, pseudonymKey: key.pseudonymKey, hashes: nodeCrypto });
  const events: ProvenEvent[] = [];
  const envelopes: ReadonlyMap<string, JsonObject>[] = [];
  let uncovered = 0;
  for await (const event of store.readStream(stream)) {
    const covering = folder.kept.covering(event.position);
    if (covering === undefined || newest === undefined) {
      uncovered += 1;
      continue;
    }
    const { index, leaf } = await findEntry(folder, event, covering);
    const earlier = maker.earlierLeafOf(event, index);
    if (earlier !== undefined && sameBytes(earlier, leaf))
      throw new TransparencyError(
        'log-earlier-form',
        `entry ${index} of the log, revision ${event.revision} of ${stream}, was signed by an earlier version`,
      );
    if (!sameBytes(maker.leafOf(event, index), leaf))
      throw new TransparencyError(
        'log-differs',
        `revision ${event.revision} of ${stream}, entry ${index} of the log, is not what was signed`,
      );
    const { size, edge } = newest;
    const proof = await inclusionProof(
      { size, hashes: nodeTreeHashes, readTile: folder.readTile, edge },
      index,
    );
    const more = maker.moreOf(event, index);
    envelopes.push(
      new Map(envelopesOf(event.data).map(({ pointer, envelope }) => [pointer, { ...envelope }])),
    );
    events.push({
      index,
      entry: base64Of(leaf),
      proof: proof.map(base64Of),
      payload: maker.payloadOf(event),
      ...(more !== undefined && { more }),
    });
  }
  if (newest === undefined || events.length === 0)
    throw new TransparencyError('log-not-covered', `no checkpoint covers ${stream} yet`, { stream });
  const keys = (await verifierKeys(key, epoch)).map(textOfKey);
  return { origin, keys, checkpoint: newest.note, uncovered, events, envelopes };
};
