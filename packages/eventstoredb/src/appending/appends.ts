import type { CallsOfClient, ServerCalls } from '../connection/server-calls.ts';
import { type Timing, within } from '../connection/timing.ts';
import type { OutgoingAppend } from '../wire/batch-append.ts';
import { batchAppends } from './batch-appends.ts';

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

/** Over `BatchAppend` when client and server have it, otherwise with a call for each. */
export const appendsOver = ({ client, streams }: ServerCalls, timing: Timing): Appends => {
  const single = singleAppends(client, timing);
  return streams ? batchAppends(streams, timing, single) : single;
};

const singleAppends = (client: CallsOfClient, timing: Timing): Appends => ({
  async send({ stream, expected, events }) {
    const expectedRevision = expected === 'no-stream' ? 'no_stream' : BigInt(expected);
    const answer = client.appendToStream(
      stream,
      events.map(({ id, type, data, metadata }) => ({
        id,
        type,
        contentType: 'application/json',
        data: JSON.parse(data),
        metadata: JSON.parse(metadata),
      })),
      {
        expectedRevision,
        streamState: expectedRevision,
        requiresLeader: true,
        deadline: timing.timeout,
      },
    );
    const { success, nextExpectedRevision } = await within(answer, timing, `an append to ${stream}`);
    return { success, revision: Number(nextExpectedRevision) };
  },
  close() {},
});
