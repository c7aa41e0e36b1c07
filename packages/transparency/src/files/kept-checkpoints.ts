import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import {
  base64Of,
  bytesOfBase64,
  type CompactRange,
  readCheckpoint,
  type SignedCheckpoint,
  safeSize,
  TransparencyError,
} from '@phananh/core/transparency';

/** A checkpoint as it was published, with what a proof at its size needs. */
export interface KeptCheckpoint {
  /** Word for word, with its cosignatures. */
  readonly note: string;
  readonly checkpoint: SignedCheckpoint;
  readonly size: number;
  /** The right edge of the tree: believed only where its root is the checkpoint's. */
  readonly edge: CompactRange;
  /** Position in the store of the last event that it covers; 0: of none. */
  readonly position: number;
}

/**
 * Every checkpoint that a log published, one JSON object a line, the oldest first. A line that was cut off as the machine stopped was
 * never published, and is written over by the next.
 */
export interface KeptCheckpoints {
  /** What was kept up to now, also by another process. @throws {@link TransparencyError} `note-malformed` */
  all(): readonly KeptCheckpoint[];
  newest(): KeptCheckpoint | undefined;
  /** The first that covers a position of the store, always the same one; and how many entries those before it cover. */
  covering(position: number): { readonly checkpoint: KeptCheckpoint; readonly before: number } | undefined;
  keep(kept: Pick<KeptCheckpoint, 'note' | 'edge' | 'position'>): void;
}

export const keptCheckpoints = (path: string): KeptCheckpoints => {
  const known: KeptCheckpoint[] = [];
  /** Bytes that were read and end in a line. */
  let read = 0;
  const refresh = (): void => {
    if (!existsSync(path)) {
      read = 0;
      known.length = 0;
      return;
    }
    // Shorter than it was: another file stands there now.
    if (statSync(path).size < read) {
      read = 0;
      known.length = 0;
    }
    const bytes = bytesFrom(path, read);
    const end = bytes.lastIndexOf(0x0a) + 1;
    if (end === 0) return;
    const lines = bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
    for (const line of lines) known.push(keptOf(line, path));
    read += end;
  };
  return {
    all() {
      refresh();
      return [...known];
    },
    newest() {
      refresh();
      return known.at(-1);
    },
    covering(position) {
      refresh();
      let [low, high] = [0, known.length];
      while (low < high) {
        const middle = Math.floor((low + high) / 2);
        if ((known[middle]?.position ?? 0) >= position) high = middle;
        else low = middle + 1;
      }
      const checkpoint = known[low];
      return checkpoint && { checkpoint, before: known[low - 1]?.size ?? 0 };
    },
    keep({ note, edge, position }) {
      refresh();
      const line = `${JSON.stringify({ note, edge: edge.nodes.map(base64Of), position })}\n`;
      mkdirSync(dirname(path), { recursive: true });
      const file = openSync(path, existsSync(path) ? 'r+' : 'w+');
      try {
        ftruncateSync(file, read);
        writeSync(file, line, read);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      refresh();
    },
  };
};

/** What a file has from a place on. */
const bytesFrom = (path: string, from: number): Buffer => {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(fstatSync(file).size - from);
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, from));
  } finally {
    closeSync(file);
  }
};

const keptOf = (line: string, path: string): KeptCheckpoint => {
  try {
    // Whatever somebody wrote there: each part is looked at below.
    const { note, edge, position } = JSON.parse(line) as { readonly [field: string]: unknown };
    if (typeof note === 'string' && Array.isArray(edge) && typeof position === 'number') {
      const checkpoint = readCheckpoint(note);
      const size = safeSize(checkpoint);
      const nodes = edge.map((node) => bytesOfBase64(String(node)) ?? new Uint8Array());
      return { note, checkpoint, size, edge: { size, nodes }, position };
    }
  } catch (cause) {
    throw malformed(path, cause);
  }
  throw malformed(path);
};

const malformed = (path: string, cause?: unknown): TransparencyError =>
  new TransparencyError('note-malformed', `a line of ${path} is no checkpoint`, { path }, { cause });
