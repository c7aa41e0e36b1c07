import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchAnswerOf, batchAppendRequests } from './batch-append.ts';

/** Held to the messages that the client ships. */

const asText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

describe('a request of a batch append', () => {
  const text = fc.string({ unit: 'binary' });
  const event = fc.record({ id: fc.uuid(), type: text, data: text, metadata: text });
  const appends = fc.record({
    stream: text,
    expected: fc.oneof(fc.constant('no-stream' as const), fc.maxSafeNat()),
    events: fc.array(event, { minLength: 1, maxLength: 5 }),
  });

  it('says what it was asked to say', () => {
    fc.assert(
      fc.property(fc.uuid(), appends, (correlationId, append) => {
        const requests = batchAppendRequests(correlationId, append);
        expect(requests).toHaveLength(1);
        const [request] = requests.map((bytes) => streamsPb.BatchAppendReq.deserializeBinary(bytes));
        expect(request?.getCorrelationId()?.getString()).toBe(correlationId);
        expect(request?.getIsFinal()).toBe(true);
        const options = request?.getOptions();
        expect(asText(options?.getStreamIdentifier()?.getStreamName_asU8() ?? new Uint8Array())).toBe(
          append.stream,
        );
        expect(options?.hasNoStream()).toBe(append.expected === 'no-stream');
        if (append.expected !== 'no-stream')
          expect(Number(options?.getStreamPosition())).toBe(append.expected);
        const events = request?.getProposedMessagesList().map((message) => ({
          id: message.getId()?.getString(),
          type: message.getMetadataMap().get('type'),
          data: asText(message.getData_asU8()),
          metadata: asText(message.getCustomMetadata_asU8()),
        }));
        expect(events).toEqual(append.events);
      }),
    );
  });

  it('goes in several messages when it is long, and only the last one is final', () => {
    const data = 'x'.repeat(400_000);
    const events = Array.from({ length: 7 }, () => ({
      id: crypto.randomUUID(),
      type: 't',
      data,
      metadata: '',
    }));
    const requests = batchAppendRequests('c', { stream: 's', expected: 0, events }).map((bytes) =>
      streamsPb.BatchAppendReq.deserializeBinary(bytes),
    );
    expect(requests.map((request) => request.hasOptions())).toEqual([true, false, false, false]);
    expect(requests.map((request) => request.getIsFinal())).toEqual([false, false, false, true]);
    const ids = requests.flatMap((request) =>
      request.getProposedMessagesList().map((message) => message.getId()?.getString()),
    );
    expect(ids).toEqual(events.map(({ id }) => id));
  });
});

describe('an answer', () => {
  const answered = (correlation: InstanceType<typeof sharedPb.UUID>, revision: number) => {
    const success = new streamsPb.BatchAppendResp.Success();
    success.setCurrentRevision(String(revision));
    const response = new streamsPb.BatchAppendResp();
    response.setCorrelationId(correlation);
    response.setSuccess(success);
    return batchAnswerOf(Buffer.from(response.serializeBinary()));
  };

  it('has the revision and the id of the append', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.maxSafeNat(), (correlationId, revision) => {
        const correlation = new sharedPb.UUID();
        correlation.setString(correlationId);
        expect(answered(correlation, revision)).toEqual({ correlationId, kind: 'appended', revision });
      }),
    );
  });

  it('has the id also in the form in which the server makes its own', () => {
    fc.assert(
      fc.property(fc.uuid(), (correlationId) => {
        const hex = correlationId.replaceAll('-', '');
        const half = (text: string) => BigInt.asIntN(64, BigInt(`0x${text}`)).toString();
        const structured = new sharedPb.UUID.Structured();
        structured.setMostSignificantBits(half(hex.slice(0, 16)));
        structured.setLeastSignificantBits(half(hex.slice(16)));
        const correlation = new sharedPb.UUID();
        correlation.setStructured(structured);
        expect(answered(correlation, 3)).toMatchObject({ correlationId });
      }),
    );
  });

  it('that is cut off is refused', () => {
    const correlation = new sharedPb.UUID();
    correlation.setString(crypto.randomUUID());
    const response = new streamsPb.BatchAppendResp();
    response.setCorrelationId(correlation);
    const whole = Buffer.from(response.serializeBinary());
    for (let length = 1; length < whole.length; length += 1)
      expect(() => batchAnswerOf(whole.subarray(0, length))).toThrow(RangeError);
  });
});
