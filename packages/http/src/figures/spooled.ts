import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

/** A file that is made while somebody reads it. */
export interface Spooled {
  readonly stream: Readable;
  /** When the chunks are all taken or given up: what they are made of is free from then on. */
  readonly made: Promise<void>;
  /** When the reader has it all, has left, or was cut off. */
  readonly left: Promise<void>;
  /** When nothing of it is left on the disk. */
  readonly ended: Promise<void>;
}

const bytesPerRead = 256 * 1024;

/**
 * Puts chunks into a temporary file as fast as they are made, and lets a reader follow: however slow the reader is, what the chunks are
 * made of is not held for longer than it takes to make them. A reader who takes nothing for a while is cut off.
 *
 * @param stallMilliseconds how long that while is
 */
export const spooled = async (
  chunks: AsyncIterable<string | Uint8Array>,
  { stallMilliseconds }: { readonly stallMilliseconds: number },
): Promise<Spooled> => {
  const directory = await mkdtemp(join(tmpdir(), 'phananh-export-'));
  const file = await open(join(directory, 'export'), 'wx+', 0o600).catch(async (error: unknown) => {
    await rm(directory, { recursive: true, force: true });
    throw error;
  });
  const leaving = new AbortController();
  const making = make(chunks, file, leaving.signal);
  const stream = Readable.from(follow(file, making), { objectMode: false, highWaterMark: bytesPerRead });
  const stalled = (): void =>
    void stream.destroy(new Error(`the reader took nothing for ${stallMilliseconds} ms`));
  let patience = setTimeout(stalled, stallMilliseconds).unref();
  stream.on('data', () => {
    clearTimeout(patience);
    patience = setTimeout(stalled, stallMilliseconds).unref();
  });
  // Whoever listens to the data would make it flow: the one who pipes it does that.
  stream.pause();
  const left = new Promise<void>((resolve) => {
    stream.once('end', resolve);
    stream.once('close', resolve);
  });
  const ended = new Promise<void>((resolve) => {
    stream.once('close', async () => {
      clearTimeout(patience);
      leaving.abort();
      await making.done.catch(() => {});
      await file.close();
      await rm(directory, { recursive: true, force: true });
      resolve();
    });
  });
  return { stream, made: making.done.catch(() => {}), left, ended };
};

interface Making {
  written(): number;
  /** Rejects with what the chunks, or the disk, fail with. */
  readonly done: Promise<void>;
  isDone(): boolean;
  /** When there is more than before, or all. */
  more(): Promise<void>;
}

const make = (chunks: AsyncIterable<string | Uint8Array>, file: FileHandle, signal: AbortSignal): Making => {
  let written = 0;
  let over = false;
  let next = Promise.withResolvers<void>();
  const tell = (): void => {
    next.resolve();
    next = Promise.withResolvers();
  };
  const run = async (): Promise<void> => {
    try {
      for await (const chunk of chunks) {
        if (signal.aborted) return;
        const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
        for (let at = 0; at < bytes.length; ) {
          const { bytesWritten } = await file.write(bytes, at, bytes.length - at, written);
          at += bytesWritten;
          written += bytesWritten;
        }
        tell();
      }
    } finally {
      over = true;
      tell();
    }
  };
  const done = run();
  done.catch(() => {});
  return { written: () => written, done, isDone: () => over, more: () => next.promise };
};

async function* follow(file: FileHandle, making: Making): AsyncGenerator<Uint8Array> {
  let read = 0;
  for (;;) {
    const more = making.more();
    const left = making.written() - read;
    if (left > 0) {
      const buffer = Buffer.allocUnsafe(Math.min(left, bytesPerRead));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, read);
      read += bytesRead;
      yield buffer.subarray(0, bytesRead);
    } else if (making.isDone()) return making.done;
    else await more;
  }
}
