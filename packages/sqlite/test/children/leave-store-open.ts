// Appends, and ends without closing: an idle store must not keep its process alive.
import { sqliteEventStore } from '../../src/index.ts';
import { newEvent } from '../new-event.ts';

const store = sqliteEventStore(process.argv[2] ?? '');
await store.append('stream', [newEvent()], { expectedRevision: 'any' });
console.log('appended');
