import { type ChildProcess, spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { CopyHead, CopyOrder } from './messages.ts';

export interface CopyLimits extends CopyOrder {
  /** How long a copy may take. Default 30 s. */
  readonly copySeconds: number;
  /** Most memory of the process that makes it, where the system can limit that. Default 1 GiB. */
  readonly copyMemoryBytes: number;
}

export interface MadeCopy {
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
}

export interface MadeCopies {
  readonly copy: MadeCopy;
  readonly thumbnail: MadeCopy;
}

/** Most bytes that a process may answer with: a copy of some megapixels and its thumbnail are a tenth of it. */
const mostAnswered = 32 * 1024 * 1024;

/**
 * Makes the public copy and the thumbnail of a photo, in a process of its own of low priority and with limits; undefined where it cannot:
 * the photo is damaged, hostile or too much for the limits.
 */
export const makeCopies = async (
  photo: AsyncIterable<Uint8Array>,
  limits: CopyLimits,
  signal: AbortSignal,
): Promise<MadeCopies | undefined> => {
  const { pixels, copyPixels, thumbnailPixels } = limits;
  const order: CopyOrder = { pixels, copyPixels, thumbnailPixels };
  const script = fileURLToPath(new URL(`./copy-process${extname(import.meta.url)}`, import.meta.url));
  const child = startLimited([process.execPath, '--no-warnings', script, JSON.stringify(order)], limits);
  const answer = await answerOf(child, photo, limits, signal);
  return answer && copiesIn(answer);
};

/** Runs a program with low priority and little memory, and with nothing of this process's environment. */
export const startLimited = (
  command: readonly string[],
  { copyMemoryBytes, copySeconds }: Pick<CopyLimits, 'copyMemoryBytes' | 'copySeconds'>,
): ChildProcess => {
  // A shell sets the limits and becomes the program. What it cannot limit here is limited by time.
  const limits = `ulimit -d ${Math.ceil(copyMemoryBytes / 1024)} 2>/dev/null; ulimit -t ${Math.ceil(copySeconds) + 1} 2>/dev/null; ulimit -c 0; exec "$@"`;
  const [program = '', ...rest] =
    process.platform === 'win32' ? command : ['/bin/sh', '-c', limits, 'sh', ...command];
  const child = spawn(program, rest, {
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin' },
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
  });
  child.on('error', () => {});
  if (child.pid !== undefined) {
    try {
      setPriority(child.pid, constants.priority.PRIORITY_LOW);
    } catch {
      // It has ended already.
    }
  }
  return child;
};

/** What it wrote on standard output when it ended well; it is killed when it takes too long, says too much or is not wanted any more. */
const answerOf = async (
  child: ChildProcess,
  photo: AsyncIterable<Uint8Array>,
  { copySeconds }: CopyLimits,
  signal: AbortSignal,
): Promise<Buffer | undefined> => {
  const kill = (): void => void child.kill('SIGKILL');
  const late = setTimeout(kill, copySeconds * 1_000);
  signal.addEventListener('abort', kill, { once: true });
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
    child.once('error', () => resolve(null));
  });
  const said: Buffer[] = [];
  let size = 0;
  child.stdout?.on('data', (bytes: Buffer) => {
    size += bytes.length;
    if (size > mostAnswered) kill();
    else said.push(bytes);
  });
  let unread: unknown;
  const { stdin } = child;
  // A process that ends before it has read everything says so by its end; what cannot be read of the photo is another matter.
  const source = (async function* () {
    try {
      yield* photo;
    } catch (error) {
      unread = error;
      throw error;
    }
  })();
  if (stdin !== null) await pipeline(source, stdin).catch(kill);
  const code = await ended;
  clearTimeout(late);
  signal.removeEventListener('abort', kill);
  if (unread !== undefined) throw unread;
  signal.throwIfAborted();
  return code === 0 ? Buffer.concat(said) : undefined;
};

const copiesIn = (answer: Buffer): MadeCopies | undefined => {
  const length = answer.readUInt32BE(0);
  // The process is of this package, and its photo is not: what it says is held against what came.
  const { copy, thumbnail }: CopyHead = JSON.parse(answer.toString('utf8', 4, 4 + length));
  const from = 4 + length;
  const middle = from + copy.size;
  if (answer.length !== middle + thumbnail.size) return undefined;
  return {
    copy: { bytes: answer.subarray(from, middle), width: copy.width, height: copy.height },
    thumbnail: { bytes: answer.subarray(middle), width: thumbnail.width, height: thumbnail.height },
  };
};
