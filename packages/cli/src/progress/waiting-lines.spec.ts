import { StoreUnavailable } from '@phananh/core/store';
import { expect, it } from 'vitest';
import { waitingLines } from './waiting-lines.ts';

const lines = () => {
  const said: string[] = [];
  let time = 0;
  const waiting = waitingLines({ where: 'db:2113', say: (text) => said.push(text), now: () => time });
  return {
    said,
    ...waiting,
    pass(milliseconds: number) {
      for (const end = time + milliseconds; time < end; time += 100) waiting.look();
    },
  };
};
const refused = (failures: number) => ({
  error: new StoreUnavailable('connect ECONNREFUSED'),
  failures,
  pause: 1,
});

it('what takes a moment is not worth a word', () => {
  const { said, repeated, pass } = lines();
  repeated(refused(1));
  pass(900);
  expect(said).toEqual([]);
});

it('what takes longer is said with its cause, and every five seconds again', () => {
  const { said, repeated, pass } = lines();
  repeated(refused(1));
  pass(12_000);
  expect(said).toEqual([
    'Waiting for the event store at db:2113 (1 s): connect ECONNREFUSED',
    'Waiting for the event store at db:2113 (6 s): connect ECONNREFUSED',
    'Waiting for the event store at db:2113 (11 s): connect ECONNREFUSED',
  ]);
});

it('silence is said too, later', () => {
  const { said, pass } = lines();
  pass(6_000);
  expect(said).toEqual(['Waiting for the event store at db:2113 (5 s): no answer yet']);
});

it('one failure after a long time in which all went well begins a new wait', () => {
  const said: string[] = [];
  let waited = 0;
  const waiting = waitingLines({ where: 'db', say: (text) => said.push(text), now: () => waited });
  waiting.repeated(refused(1));
  waited = 60_000;
  waiting.repeated(refused(1));
  expect(said).toEqual([]);
  waited = 61_500;
  waiting.repeated(refused(5));
  expect(said).toEqual(['Waiting for the event store at db (2 s): connect ECONNREFUSED']);
});
