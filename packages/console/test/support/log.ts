import { textOfProof } from '@phananh/core/transparency';
import type { TransparencyLog } from '@phananh/http/pages';

/** A transparency log of twelve entries, in which everything is covered. */

const signature = (name: string, id: readonly number[]): string =>
  `— ${name} ${Buffer.from([...id, ...new Uint8Array(64)]).toString('base64')}\n`;

/** The form of a checkpoint. Pages do not judge signatures. */
const checkpoint = [
  `hue.example/log\n12\n${Buffer.alloc(32, 9).toString('base64')}\n\n`,
  signature('hue.example/log', [1, 2, 3, 4]),
  signature('witness.example', [5, 6, 7, 8]),
].join('');

export const covered: TransparencyLog['receipt'] = async () => ({
  v: 1,
  index: 3,
  entry: '',
  proof: textOfProof({ index: 3n, proof: [], checkpoint }),
});

export const logOf = (differing: Partial<TransparencyLog> = {}): TransparencyLog => ({
  readPublic: async (epoch) => (epoch <= 2 ? new TextEncoder().encode(checkpoint) : undefined),
  readEntries: async () => undefined,
  receipt: covered,
  prove: async () => ({ origin: 'hue.example/log', keys: [], checkpoint, uncovered: 0, events: [] }),
  ...differing,
});
