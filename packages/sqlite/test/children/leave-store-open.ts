// Appends, and ends without closing: an idle store must not keep its process alive.
import { sqliteEventStore } from '../../src/index.ts';
import { newEvent } from '../new-event.ts';

const path = process.argv[2] ?? '';
sqliteEventStore(`${path}.unused`);
const store = sqliteEventStore(path);
await store.append('stream', [newEvent()], { expectedRevision: 'any' });
console.log('appended');
