// Appends one event after the other until the store refuses, then prints what was answered, how it was refused, whether
// reading goes on, and how a second attempt is answered.

import { execFileSync } from 'node:child_process';
import { PhananhError } from '@phananh/core/store';
import { newEvent } from '@phananh/test-support/new-event';
import { sqliteEventStore } from '../../src/index.ts';

const store = sqliteEventStore(process.argv[2] ?? '');
const answered: string[] = [];

const attempt = async () => {
  const event = newEvent({ text: 'x'.repeat(8_000) });
  try {
    await store.append('stream', [event], { expectedRevision: 'any' });
    answered.push(event.id);
    return undefined;
  } catch (error) {
    return error instanceof PhananhError
      ? { code: error.code, details: error.details, message: error.message }
      : String(error);
  }
};

let refusal = await attempt();
while (refusal === undefined) refusal = await attempt();
// The limit is lifted: only a store that has stopped refuses now.
execFileSync('prlimit', ['--pid', String(process.pid), '--fsize=unlimited:']);
const second = await attempt();
const readable: string[] = [];
for await (const { id } of store.readStream('stream')) readable.push(id);
const { failure } = await store.health();
console.log(JSON.stringify({ answered, readable, refusal, second, health: failure?.code }));
process.exit(0);
