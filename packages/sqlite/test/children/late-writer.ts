// In the place of the writer thread: commits at once, and answers when it is told to on a channel named after the file.
import { BroadcastChannel, parentPort, workerData } from 'node:worker_threads';
import { groupAppender } from '../../src/event-store/append-group.ts';
import { openConnection } from '../../src/event-store/connection.ts';
import { eventIds } from '../../src/event-store/event-ids.ts';
import type { FromWriter, ToWriter } from '../../src/event-store/messages.ts';

const { path }: { readonly path: string } = workerData;
const connection = openConnection(path, { readonly: false });
const appendGroup = groupAppender(connection, eventIds(connection));
const channel = new BroadcastChannel(path);
const answer = (message: FromWriter) => parentPort?.postMessage(message);

parentPort?.on('message', (message: ToWriter) => {
  if (message.kind === 'close') {
    connection.close();
    channel.close();
    answer({ kind: 'closed' });
    return;
  }
  const outcomes = appendGroup(message);
  channel.onmessage = () => answer({ kind: 'committed', outcomes });
  channel.postMessage('committed');
});
