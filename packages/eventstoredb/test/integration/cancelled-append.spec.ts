import { once } from 'node:events';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import { credentials } from '@grpc/grpc-js';
import { startTestServer } from '@phananh/eventstoredb-test-server';
import { expect, it, onTestFinished } from 'vitest';

const options = (stream: string) => {
  const identifier = new sharedPb.StreamIdentifier();
  identifier.setStreamName(new TextEncoder().encode(stream));
  const chosen = new streamsPb.AppendReq.Options();
  chosen.setStreamIdentifier(identifier);
  chosen.setNoStream(new sharedPb.Empty());
  const request = new streamsPb.AppendReq();
  request.setOptions(chosen);
  return request;
};

const event = () => {
  const id = new sharedPb.UUID();
  id.setString(crypto.randomUUID());
  const message = new streamsPb.AppendReq.ProposedMessage();
  message.setId(id);
  message.getMetadataMap().set('type', 'something-happened');
  message.getMetadataMap().set('content-type', 'application/json');
  message.setData(new TextEncoder().encode('{}'));
  const request = new streamsPb.AppendReq();
  request.setProposedMessage(message);
  return request;
};

// `Streams.Append.cs`: the reading of a cancelled request throws before anything is published.
it('the test server writes nothing of an append that is cancelled before its end', async () => {
  const server = await startTestServer();
  const client = new StreamsClient(`${server.host}:${server.port}`, credentials.createInsecure());
  onTestFinished(async () => {
    client.close();
    await server.stop();
  });
  const call = client.append(() => {});
  call.on('error', () => {});
  call.write(options('s'));
  call.write(event());
  while ((server.calls.get('append') ?? 0) === 0) await new Promise((resolve) => setImmediate(resolve));
  const ended = once(call, 'status');
  call.cancel();
  await ended;
  // Whatever it makes of the first call it has made when it answers a second one.
  await new Promise<void>((resolve, reject) => {
    const second = client.append((error) => (error ? reject(error) : resolve()));
    second.write(options('t'));
    second.write(event());
    second.end();
  });
  expect(server.log.records.map(({ stream }) => stream)).toEqual(['t']);
});
