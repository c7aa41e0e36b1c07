// Opens a store, says so, and keeps it until it is killed or told to end.
import { sqliteEventStore } from '../../src/index.ts';

const store = sqliteEventStore(process.argv[2] ?? '');
console.log('open');
process.stdin.once('data', () => store.close().then(() => process.exit(0)));
