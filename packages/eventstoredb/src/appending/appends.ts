import type { CallsOfClient, ServerCalls } from '../connection/server-calls.ts';
import { type Timing, within } from '../connection/timing.ts';
import { batchAppends } from './batch-appends.ts';
import type { Appends } from './sent.ts';

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
