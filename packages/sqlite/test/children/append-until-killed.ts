// Appends for ever, several at a time and of several sizes, and prints the ids of each append once it is answered.
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { newEvent } from '@phananh/test-support/new-event';
import { sqliteEventStore } from '../../src/index.ts';

const store = sqliteEventStore(process.argv[2] ?? '');

const appendForEver = async (writer: number): Promise<never> => {
  for (let round = 0; ; round++) {
    const size = 1 + (round % 7);
    const append = randomUUID();
    const events = Array.from({ length: size }, () =>
      newEvent({ append, size, text: 'x'.repeat(50 * writer) }),
    );
    const stream = round % 3 === 0 ? `shared-${round % 5}` : `own-${randomUUID()}`;
    await store.append(stream, events, { expectedRevision: 'any' });
    // Synchronously: what was said is out of this process when it is killed.
    writeSync(1, `${stream} ${events.map(({ id }) => id).join(',')}\n`);
  }
};

await Promise.all(Array.from({ length: 16 }, (_, writer) => appendForEver(writer)));
