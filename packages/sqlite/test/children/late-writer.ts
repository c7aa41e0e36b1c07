// In the place of the writer thread: commits at once, and answers when it is told to on a channel named after the file.
import { BroadcastChannel, parentPort, workerData } from 'node:worker_threads';
import { openConnection } from '../../src/event-store/connection.ts';
import { groupAppender } from '../../src/event-store/writer/append-group.ts';
import { ringsOf, takeFilled } from '../../src/event-store/writer/doorbell.ts';
import { eventIds } from '../../src/event-store/writer/event-ids.ts';
import { groupTaker } from '../../src/event-store/writer/group-slot.ts';
import type { FromWriter, WriterStart } from '../../src/event-store/writer/messages.ts';

const { path, bell, groupSlot }: WriterStart = workerData;
const connection = openConnection(path, { readonly: false });
const appendGroup = groupAppender(connection, eventIds(connection));
const takeGroup = groupTaker(groupSlot);
const channel = new BroadcastChannel(path);
const answer = (message: FromWriter) => parentPort?.postMessage(message);

parentPort?.once('message', () => {
  connection.close();
  channel.close();
  answer({ kind: 'closed' });
});

for (;;) {
  const rings = ringsOf(bell);
  if (takeFilled(bell)) {
    const outcomes = appendGroup(takeGroup());
    channel.onmessage = () => answer({ kind: 'committed', outcomes });
    channel.postMessage('committed');
  }
  await Atomics.waitAsync(bell, 0, rings).value;
}
