import type { LeafIndex } from '@phananh/core/privacy';

/** What a store of keys and the thread that writes its file tell each other. */

export interface NewKey {
  readonly subject: string;
  readonly id: string;
  readonly wrapped: Uint8Array;
  readonly tree: Uint8Array;
}

/** The tree of a key that has none. */
export interface PlantedTree {
  readonly subject: string;
  readonly tree: Uint8Array;
}

export interface PuncturedKey {
  readonly subject: string;
  readonly leaves: readonly LeafIndex[];
}

export interface DestroyedKey {
  readonly subject: string;
  /** Of its row, where there is none yet. */
  readonly id: string;
}

export type KeysOrder =
  | { readonly kind: 'add'; readonly keys: readonly NewKey[] }
  | { readonly kind: 'destroy'; readonly keys: readonly DestroyedKey[] }
  | { readonly kind: 'plant'; readonly keys: readonly PlantedTree[] }
  | { readonly kind: 'puncture'; readonly keys: readonly PuncturedKey[] }
  | { readonly kind: 'close' };

export type KeysAnswer =
  /** On the disk. Of each key whether it was added: somebody else may have made one. Nothing of others. */
  | { readonly kind: 'done'; readonly added: readonly boolean[] }
  | { readonly kind: 'failed'; readonly message: string; readonly reason: string };
