/** What a store of keys and the thread that writes its file tell each other. */

export interface NewKey {
  readonly subject: string;
  readonly id: string;
  readonly wrapped: Uint8Array;
}

export type KeysOrder =
  | { readonly kind: 'add'; readonly keys: readonly NewKey[] }
  /** @param id of the row, where there is none yet */
  | { readonly kind: 'destroy'; readonly subject: string; readonly id: string }
  | { readonly kind: 'close' };

export type KeysAnswer =
  /** On the disk. Of each key whether it was added: somebody else may have made one. */
  | { readonly kind: 'done'; readonly added: readonly boolean[] }
  | { readonly kind: 'failed'; readonly message: string; readonly reason: string };
