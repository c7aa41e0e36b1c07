// Runs reports, gives one command, closes, and says so. What stays open would keep the process from ending.
import { citizen, huePolicy } from '@phananh/core';
import { runReports } from '../../src/index.ts';

const [file = '', readModels = '', how] = process.argv.slice(2);
const place = { file, readModels };
const clock = { now: () => new Date().toISOString() };
const host = await runReports({ ...place, policy: huePolicy, ...(how === 'on one thread' && { clock }) });
const lamp = { text: 'Đèn đường hỏng', location: { lat: 16.4637, lng: 107.5909 } };
await host.reports.submit(lamp, { actor: citizen('c-17') });
await host.close();
console.log('closed');
