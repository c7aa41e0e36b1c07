import { startTestServer, type TestServer, type TestServerOptions } from '@phananh/eventstoredb-test-server';
import { onTestFinished } from 'vitest';

/** A server that speaks the protocol of EventStoreDB, until the test has finished. */
export const startedServer = async (options: TestServerOptions = {}): Promise<TestServer> => {
  const server = await startTestServer(options);
  onTestFinished(() => server.stop());
  return server;
};

const encoded = (text: string) => new TextEncoder().encode(text);

/** An event that somebody else puts into a stream, with metadata as phananh's are, or with none. */
export const writeByHand = (
  server: TestServer,
  stream: string,
  { type, data, ours }: { readonly type: string; readonly data: object; readonly ours: boolean },
): void => {
  const metadata = {
    version: 1,
    actor: { kind: 'operator', id: 'o-1' },
    commandId: 'c0000000-0000-4000-8000-000000000001',
    commandDigest: 'd',
    $correlationId: 'c0000000-0000-4000-8000-000000000002',
    $causationId: null,
    occurredAt: '2026-11-23T08:30:00.000Z',
  };
  server.log.write(stream, [
    {
      id: crypto.randomUUID(),
      type,
      isJson: true,
      data: encoded(JSON.stringify(data)),
      metadata: encoded(ours ? JSON.stringify(metadata) : ''),
    },
  ]);
  server.written();
};

/** Truncates a stream before a revision, as an operator does. */
export const truncate = (server: TestServer, stream: string, before: number): void =>
  writeByHand(server, `$$${stream}`, { type: '$metadata', data: { $tb: before }, ours: false });
