import type { ProvenStream } from '@phananh/core/audit';

/** What the routes of the transparency log are answered from: `logServer` of `@phananh/transparency`. */
export interface TransparencyLog {
  /** A public file of an epoch: `checkpoint`, `checkpoints.jsonl`, `tile/0/000`. Undefined where there is none. */
  readPublic(epoch: number, path: string): Promise<Uint8Array | undefined>;
  /** A bundle of entries, for auditors: `000`, `x001/234.p/17`. */
  readEntries(epoch: number, path: string): Promise<Uint8Array | undefined>;
  /**
   * Proof that an event is in the log; undefined until a checkpoint covers it, and always the same from then on.
   *
   * @param event where it stands in the store
   */
  receipt(event: {
    readonly stream: string;
    readonly revision: number;
    readonly position: number;
    readonly recordedAt?: string;
  }): Promise<LogReceipt | undefined>;
  /**
   * The events of a stream with their proofs, of which bundles are made.
   *
   * @throws `log-not-covered`, `log-key-missing` on a host that has not the key of the log, `log-differs`
   */
  prove(stream: string): Promise<ProvenStream>;
  /** The page that verifies bundles offline, to take away: `verifyPage` of `@phananh/transparency`. Undefined where it was not made. */
  readonly verifyPage?: () => Promise<Uint8Array | undefined>;
}

/** What whoever submitted something keeps: with it and the key of the log anybody can verify offline that it was taken. */
interface LogReceipt {
  readonly v: 1;
  /** Index of the entry in the log. */
  readonly index: number;
  /** The entry, in base64: the canonical JSON of the event's header, which names nobody. */
  readonly entry: string;
  /** The text of a `.tlog-proof` file of C2SP: the inclusion proof and the checkpoint. */
  readonly proof: string;
}
