import type { Awaitable } from '../../engine/index.ts';
import { base64Of, bytesOfBase64, concatenated, hexOf } from './bytes.ts';
import { TransparencyError } from './errors.ts';
import { isKeyName } from './verifier-key.ts';

/** A line under a note. Whether it holds is another question. */
export interface NoteSignature {
  readonly name: string;
  /** Id of the key, 8 hex digits. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** A signed note of C2SP: a text that ends in a newline, and who signed it. */
export interface SignedNote {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Readers must take 16 signatures; who sends thousands wants us to verify thousands. */
const mostSignatures = 100;
const idLength = 4;

/** @throws {@link TransparencyError} `note-malformed` */
export const readNote = (note: string): SignedNote => {
  if (!note.isWellFormed() || [...note].some((character) => character < ' ' && character !== '\n'))
    throw malformed('it has control characters, or is not Unicode');
  // The last empty line: an earlier one is of the text.
  const split = note.lastIndexOf('\n\n');
  if (split < 0) throw malformed('no empty line comes before signatures');
  const text = note.slice(0, split + 1);
  const block = note.slice(split + 2);
  if (block === '' || !block.endsWith('\n')) throw malformed('its signatures are cut short');
  const lines = block.slice(0, -1).split('\n');
  if (lines.length > mostSignatures) throw malformed(`it has more than ${mostSignatures} signatures`);
  return { text, signatures: lines.map(readSignature) };
};

/** One signature line without its newline. @throws {@link TransparencyError} `note-malformed` */
export const readSignature = (line: string): NoteSignature => {
  const [dash, name = '', encoded = '', ...more] = line.split(' ');
  const bytes = bytesOfBase64(encoded);
  if (dash !== '—' || more.length > 0 || !isKeyName(name) || bytes === undefined || bytes.length <= idLength)
    throw malformed('a line under it is no signature');
  return { name, id: hexOf(bytes.subarray(0, idLength)), bytes: bytes.subarray(idLength) };
};

export const signatureLine = ({ name, id, bytes }: NoteSignature): string => {
  const idBytes = Uint8Array.from(id.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return `— ${name} ${base64Of(concatenated(idBytes, bytes))}\n`;
};

export const textOfNote = ({ text, signatures }: SignedNote): string =>
  `${text}\n${signatures.map(signatureLine).join('')}`;

/** Somebody who signs notes: their name, the id of their key, and how. */
export interface NoteSigner {
  readonly name: string;
  readonly id: string;
  sign(text: string): Awaitable<Uint8Array>;
}

/** @throws {@link TransparencyError} `note-malformed` for a text that cannot be a note's */
export const signNote = async (text: string, signers: readonly NoteSigner[]): Promise<string> => {
  if (!text.endsWith('\n')) throw malformed('its text does not end in a newline');
  const signatures: NoteSignature[] = [];
  for (const { name, id, sign } of signers) signatures.push({ name, id, bytes: await sign(text) });
  return textOfNote({ text, signatures });
};

const malformed = (why: string): TransparencyError =>
  new TransparencyError('note-malformed', `the note is malformed: ${why}`);
