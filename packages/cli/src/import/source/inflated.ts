import type { Transform } from 'node:stream';
import { CliError } from '../../process/errors.ts';

/**
 * What a decompressor makes of some bytes, piece by piece, up to the very place where they are cut or damaged.
 *
 * A pipe would not do: a stream that fails throws away what it has decompressed already, and whole cases with it. Here
 * each piece is handed on before the next one is asked for.
 */
export async function* inflated(
  compressed: AsyncIterable<Uint8Array>,
  inflate: Transform,
): AsyncGenerator<Uint8Array, void, undefined> {
  const made: Uint8Array[] = [];
  inflate.on('data', (piece: Uint8Array) => made.push(piece));
  const failed = new Promise<Error>((resolve) => inflate.once('error', resolve));
  const ended = new Promise<undefined>((resolve) => inflate.once('end', () => resolve(undefined)));
  try {
    for await (const piece of compressed) {
      const written = new Promise<undefined>((resolve) => inflate.write(piece, () => resolve(undefined)));
      const failure = await Promise.race([failed, written]);
      yield* made.splice(0);
      if (failure !== undefined) throw cutSource(failure);
    }
    inflate.end();
    const failure = await Promise.race([failed, ended]);
    yield* made.splice(0);
    if (failure !== undefined) throw cutSource(failure);
  } finally {
    inflate.destroy();
  }
}

const cutSource = (cause: Error): CliError =>
  new CliError('cut-source', `the compressed data is cut or damaged: ${cause.message}`, { cause });
