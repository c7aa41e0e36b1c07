import clientConversion from '@eventstore/db-client/dist/utils/convertGrpcEvent.js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readResponseOf } from './read-all.ts';
import { serverRecordOf } from './server-record.ts';

const json = fc.oneof(fc.json(), fc.constantFrom('', 'no JSON', '{"a":', 'null', '[]', '"text"', '\ufeff{}'));
const text = fc.string({ unit: 'binary' });

const recordedOf = (parts: {
  readonly stream: string;
  readonly type: string;
  readonly id: string;
  readonly data: string;
  readonly metadata: string;
  readonly revision: number;
  readonly commit: number;
  readonly prepare: number;
  readonly created: number;
}) => {
  const record = new streamsPb.ReadResp.ReadEvent.RecordedEvent();
  const identifier = new sharedPb.StreamIdentifier();
  identifier.setStreamName(Buffer.from(parts.stream));
  record.setStreamIdentifier(identifier);
  const id = new sharedPb.UUID();
  id.setString(parts.id);
  record.setId(id);
  record.setStreamRevision(String(parts.revision));
  record.setCommitPosition(String(parts.commit));
  record.setPreparePosition(String(parts.prepare));
  record.getMetadataMap().set('type', parts.type);
  record.getMetadataMap().set('content-type', 'application/json');
  record.getMetadataMap().set('created', String(parts.created));
  record.setData(Buffer.from(parts.data));
  record.setCustomMetadata(Buffer.from(parts.metadata));
  return record;
};

it('a record is what the client makes of the same bytes', () => {
  const parts = fc.record({
    stream: text,
    type: text,
    id: fc.uuid(),
    data: json,
    metadata: json,
    revision: fc.maxSafeNat(),
    commit: fc.maxSafeNat(),
    prepare: fc.maxSafeNat(),
    created: fc.maxSafeNat(),
  });
  fc.assert(
    fc.property(parts, (given) => {
      const recorded = recordedOf(given);
      const event = new streamsPb.ReadResp.ReadEvent();
      event.setEvent(recorded);
      const response = new streamsPb.ReadResp();
      response.setEvent(event);
      const bytes = Buffer.from(response.serializeBinary());
      const read = readResponseOf(bytes);
      const arrived = streamsPb.ReadResp.deserializeBinary(bytes).getEvent()?.getEvent();
      if (arrived === undefined) throw new Error('the event is not in its message');
      expect(read.kind === 'record' && serverRecordOf(read.record)).toEqual(
        clientConversion.convertGrpcRecord(arrived),
      );
    }),
  );
});
