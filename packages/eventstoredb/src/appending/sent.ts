import type { OutgoingAppend } from '../wire/batch-append.ts';

/** Sends appends, each once, and tells what the server said of it. */
export interface Appends {
  /**
   * @throws what the server refuses it with, as an error with the client's `type`; an error that says nothing of what
   * became of it when there is no answer
   */
  send(append: OutgoingAppend): Promise<Sent>;
  close(): void;
}

export interface Sent {
  /** False when the stream did not end where it was expected to. */
  readonly success: boolean;
  /** Of the last event. */
  readonly revision: number;
}
