import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchAnswerOf, batchAppendRequests } from './batch-append.ts';
import { readResponseOf, subscribeRequest } from './read-all.ts';

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

describe('a request for a subscription', () => {
  it('says what it was asked to say', () => {
    const from = fc.oneof(fc.constant('start' as const), fc.maxSafeNat());
    const pattern = fc.string({ unit: 'binary' });
    const count = fc.integer({ min: 1, max: 1_000_000 });
    const filterOn = fc.constantFrom('streamName' as const, 'eventType' as const);
    const asked = fc.record({ filterOn, regex: pattern });
    fc.assert(
      fc.property(from, asked, count, count, (place, wanted, maxSearchWindow, checkpointInterval) => {
        const bytes = subscribeRequest(place, wanted, { maxSearchWindow, checkpointInterval });
        const options = streamsPb.ReadReq.deserializeBinary(bytes).getOptions();
        expect(options?.hasSubscription()).toBe(true);
        expect(options?.getReadDirection()).toBe(0);
        expect(options?.getResolveLinks()).toBe(false);
        expect(options?.getUuidOption()?.hasString()).toBe(true);
        const all = options?.getAll();
        expect(all?.hasStart()).toBe(place === 'start');
        const position = all?.getPosition();
        const places = [position?.getCommitPosition(), position?.getPreparePosition()];
        expect(places).toEqual(Array(2).fill(place === 'start' ? undefined : String(place)));
        const filter = options?.getFilter();
        const [name, type] = [filter?.getStreamIdentifier()?.getRegex(), filter?.getEventType()?.getRegex()];
        expect(wanted.filterOn === 'streamName' ? [name, type] : [type, name]).toEqual([
          wanted.regex,
          undefined,
        ]);
        expect(filter?.getMax()).toBe(maxSearchWindow);
        expect(filter?.getCheckpointintervalmultiplier()).toBe(checkpointInterval);
      }),
    );
  });
});

describe('an answer to a reading', () => {
  const { ReadResp } = streamsPb;
  const read = (fill: (response: InstanceType<typeof ReadResp>) => void) => {
    const response = new ReadResp();
    fill(response);
    return readResponseOf(Buffer.from(response.serializeBinary()));
  };

  it('tells where a checkpoint is', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (commit, prepare) => {
        const checkpoint = new ReadResp.Checkpoint();
        checkpoint.setCommitPosition(String(commit));
        checkpoint.setPreparePosition(String(prepare));
        expect(read((response) => response.setCheckpoint(checkpoint))).toEqual({
          kind: 'checkpoint',
          commit,
          prepare,
        });
      }),
    );
  });

  it('tells the news of a subscription apart', () => {
    const confirmation = new ReadResp.SubscriptionConfirmation();
    confirmation.setSubscriptionId('s');
    expect(read((response) => response.setConfirmation(confirmation)).kind).toBe('confirmation');
    expect(read((response) => response.setCaughtUp(new ReadResp.CaughtUp())).kind).toBe('caught-up');
    expect(read((response) => response.setFellBehind(new ReadResp.FellBehind())).kind).toBe('fell-behind');
    expect(read((response) => response.setLastStreamPosition('7')).kind).toBe('other');
  });

  it('has the event, and not the link that led to it', () => {
    const recorded = (stream: string) => {
      const record = new ReadResp.ReadEvent.RecordedEvent();
      const identifier = new sharedPb.StreamIdentifier();
      identifier.setStreamName(Buffer.from(stream));
      record.setStreamIdentifier(identifier);
      return record;
    };
    const both = new ReadResp.ReadEvent();
    both.setLink(recorded('$ce-report'));
    both.setEvent(recorded('report-1'));
    const response = read((message) => message.setEvent(both));
    expect(response).toMatchObject({ kind: 'record', record: { stream: 'report-1' } });
    const linkAlone = new ReadResp.ReadEvent();
    linkAlone.setLink(recorded('$ce-report'));
    expect(read((message) => message.setEvent(linkAlone)).kind).toBe('other');
  });
});
