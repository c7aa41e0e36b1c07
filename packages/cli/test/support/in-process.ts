import { keyedQueue } from '@phananh/core/engine';
import { createProgram, run } from '../../src/index.ts';
import { endSignals } from '../../src/process/end-signals.ts';
import type { Ran } from './command.ts';

/**
 * Runs the command in the process of the test: a process of its own costs half a second of computing, most of it for loading.
 * What is said is told apart as it is there. Commands run one after another: a process has one standard output.
 */
export const phananh = (...args: readonly string[]): Promise<Ran> => {
  return queue.run(['standard output'], () => runHere(args));
};

const queue = keyedQueue();

const runHere = async (args: readonly string[]): Promise<Ran> => {
  const [out, err] = [heard(process.stdout), heard(process.stderr)];
  const listeners = listenersForTheEnd();
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    const code = await run(createProgram(), args);
    if (listenersForTheEnd() > listeners)
      throw new Error(`phananh ${args.join(' ')} listens for signals after it has ended`);
    return { code, out: out.text(), err: err.text() };
  } finally {
    process.exitCode = before;
    out.restore();
    err.restore();
  }
};

const listenersForTheEnd = (): number =>
  endSignals.reduce((sum, signal) => sum + process.listenerCount(signal), 0);

/** Keeps what is written to a stream, which is told that all of it was. */
const heard = (stream: NodeJS.WriteStream) => {
  const { write } = stream;
  const pieces: Buffer[] = [];
  stream.write = (piece: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
    pieces.push(typeof piece === 'string' ? Buffer.from(piece) : Buffer.from(piece));
    const onWritten = rest.at(-1);
    if (typeof onWritten === 'function') process.nextTick(() => onWritten());
    return true;
  };
  return {
    text: () => Buffer.concat(pieces).toString(),
    restore: () => {
      stream.write = write;
    },
  };
};
