import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventStore, NewEvent } from '@phananh/core';
import { idOfSigner, logSignerWorkflow } from '@phananh/core/audit';
import { streamOf, WrongExpectedRevision } from '@phananh/core/engine';
import { hexOf, TransparencyError, utf8 } from '@phananh/core/transparency';
import { createFileSync, isFileError } from '@phananh/files';
import { nodeCrypto } from '../node-crypto.ts';

/**
 * Which folder has the log of a store stands in the store itself: so a signer over another folder is refused wherever the store is, and
 * the log commits to it.
 */
export const signerStream: string = streamOf(logSignerWorkflow, idOfSigner);

const signerNamed = 'signer-named';

/** Who signs: the name of the log, and the id of the folder that it lies in. */
export interface SignerOfStore {
  readonly origin: string;
  /** A random UUID, which stands in the folder and is copied with it. */
  readonly folder: string;
}

/** Beside `public` and `entries`: whoever copies the log copies it too. */
export const folderIdName = 'folder-id';

/** The id of a folder; undefined: it has none yet. */
const folderId = (folder: string): string | undefined => {
  try {
    return readFileSync(join(folder, folderIdName), 'utf8').trim();
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return undefined;
    throw error;
  }
};

const makeFolderId = (folder: string): string => {
  const id = randomUUID();
  // As the files of the log, which anybody may read.
  const isFirst = createFileSync(join(folder, folderIdName), `${id}\n`, { mode: 0o666, folderMode: 0o777 });
  // Or another signer over the same folder was faster.
  return isFirst ? id : (folderId(folder) ?? id);
};

/** Who signs the log of a store; undefined: nobody has yet. */
export const signerOfStore = async (
  store: Pick<EventStore, 'readStream'>,
): Promise<SignerOfStore | undefined> => {
  for await (const { type, data } of store.readStream(signerStream)) {
    const { origin, folder } = data;
    if (type === signerNamed && typeof origin === 'string' && typeof folder === 'string')
      return { origin, folder };
  }
  return undefined;
};

/** @throws {@link TransparencyError} `second-signer` where the log of the store lies in another folder, or has another name */
export const demandSigner = async (
  store: Pick<EventStore, 'readStream'>,
  { folder, origin }: { readonly folder: string; readonly origin: string },
): Promise<SignerOfStore | undefined> => {
  const named = await signerOfStore(store);
  if (named === undefined) return undefined;
  if (named.origin !== origin)
    throw new TransparencyError(
      'second-signer',
      `the log of this store is ${named.origin}, and this host is configured for ${origin}`,
    );
  if (named.folder !== folderId(folder))
    throw new TransparencyError(
      'second-signer',
      `the log of this store lies in another folder than ${folder}: its id is ${named.folder}`,
    );
  return named;
};

/**
 * Writes down who signs, unless that stands there already. Of two that begin at once one is refused.
 *
 * @throws {@link TransparencyError} `second-signer`
 */
export const nameSigner = async (
  store: Pick<EventStore, 'readStream' | 'append'>,
  { folder, origin, at }: { readonly folder: string; readonly origin: string; readonly at: string },
): Promise<void> => {
  if ((await demandSigner(store, { folder, origin })) !== undefined) return;
  const id = folderId(folder) ?? makeFolderId(folder);
  const commandId = randomUUID();
  const data = { origin, folder: id };
  const event: NewEvent = {
    id: randomUUID(),
    type: signerNamed,
    version: 1,
    data,
    metadata: {
      actor: { kind: 'system', id: 'host' },
      commandId,
      commandDigest: hexOf(nodeCrypto.sha256(utf8(JSON.stringify(data)))),
      correlationId: commandId,
      causationId: null,
      occurredAt: at,
      command: 'name',
    },
  };
  try {
    await store.append(signerStream, [event], { expectedRevision: 'no-stream' });
  } catch (error) {
    if (!(error instanceof WrongExpectedRevision)) throw error;
    await demandSigner(store, { folder, origin });
  }
};
