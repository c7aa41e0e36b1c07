import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type Percentiles, percentilesOf } from '../percentiles.ts';
import { answers, type HttpAnswer } from './answers.ts';

/**
 * Asks a host for lists over connections that stay open, each as soon as it is answered; meanwhile a crowd comes at once, each of it by
 * a connection of its own with one question, and again when it was told to. Prints how long they waited.
 *
 * `node crowd-load.ts <url> <who is there> <crowd> <milliseconds>`
 */

/** What some were told. Times are from connecting or asking until an answer was there, whatever it said. */
export interface Told extends Percentiles {
  readonly answered: number;
  readonly refused: number;
  /** Connections that ended without an answer. */
  readonly broken: number;
}

export interface Crowded {
  readonly there: Told;
  readonly crowd: Told;
  readonly seconds: number;
}

const [address = '', there = '', crowd = '', milliseconds = ''] = process.argv.slice(2);
const url = new URL(address);
const end = performance.now() + Number(milliseconds);
const isOver = (): boolean => performance.now() >= end;

interface Line {
  readonly socket: Socket;
  readonly next: () => Promise<HttpAnswer>;
}

const open = async (): Promise<Line> => {
  const socket = connect(Number(url.port), url.hostname);
  socket.setNoDelay();
  const next = answers(socket);
  await once(socket, 'connect');
  return { socket, next };
};

const request = (number: number): string =>
  [
    'GET /v1/reports?limit=50 HTTP/1.1',
    `host: ${url.host}`,
    `authorization: Bearer dev:operator:o-${number}`,
    '',
    '',
  ].join('\r\n');

const tally = () => {
  const took: number[] = [];
  let [answered, refused, broken] = [0, 0, 0];
  return {
    answer: (status: number, milliseconds: number): void => {
      took.push(milliseconds);
      if (status === 503) refused += 1;
      else answered += 1;
    },
    breakOff: (): void => {
      broken += 1;
    },
    told: (): Told => ({ ...percentilesOf(took), answered, refused, broken }),
  };
};
type Tally = ReturnType<typeof tally>;

const waitAsTold = (text: string): Promise<void> =>
  pause(Number(/\r\nretry-after: (\d+)/i.exec(text)?.[1] ?? 1) * 1_000);

/** Asks until the time is over, or until the first answer that is none to come again. */
const ask = async (number: number, { answer, breakOff }: Tally, isOnce: boolean): Promise<void> => {
  let line: Line | undefined;
  while (!isOver()) {
    const begun = performance.now();
    try {
      line ??= await open();
      line.socket.write(request(number));
      const { status, text } = await line.next();
      answer(status, performance.now() - begun);
      if (/\r\nconnection: close/i.test(text)) {
        line.socket.destroy();
        line = undefined;
      }
      if (status === 503) await waitAsTold(text);
      else if (isOnce) break;
    } catch {
      breakOff();
      line?.socket.destroy();
      line = undefined;
    }
  }
  line?.socket.destroy();
};

const [ofThere, ofCrowd] = [tally(), tally()];
const started = performance.now();
const staying = Array.from({ length: Number(there) }, (_, number) => ask(number, ofThere, false));
await pause(1_000);
const coming = Array.from({ length: Number(crowd) }, (_, number) => ask(number, ofCrowd, true));
await Promise.all([...staying, ...coming]);
const crowded: Crowded = {
  there: ofThere.told(),
  crowd: ofCrowd.told(),
  seconds: (performance.now() - started) / 1_000,
};
process.stdout.write(JSON.stringify(crowded));
