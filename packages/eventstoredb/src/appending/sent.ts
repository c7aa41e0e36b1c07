import type { OutgoingAppend } from '../wire/batch-append.ts';

/** Sends appends, each once, and gives the answer of the server. */
export interface Appends {
  /**
   * @throws the refusal of the server as an error with the client's `type`; when there is no answer, an error that does not say whether
   * the append was carried out
   */
  send(append: OutgoingAppend): Promise<Sent>;
  close(): void;
}

export interface Sent {
  /** False when the stream did not end where it was expected to. */
  readonly success: boolean;
  /** The revision of the last event. */
  readonly revision: number;
}
