import { base64Of, bigintOfDecimal, bytesOfBase64 } from './bytes.ts';
import { TransparencyError } from './errors.ts';
import { hashLength } from './hashes.ts';

/** A `.tlog-proof` file of C2SP: that an entry is in a log, checkable with nothing beside it but the key of the log. */
export interface ProofFile {
  /** Whatever its writer adds; nothing vouches for it. */
  readonly extra?: Uint8Array;
  readonly index: bigint;
  readonly proof: readonly Uint8Array[];
  /** The checkpoint word for word. */
  readonly checkpoint: string;
}

const firstLine = 'c2sp.org/tlog-proof@v1';
const mostNodes = 64;

export const textOfProof = ({ extra, index, proof, checkpoint }: ProofFile): string =>
  [
    firstLine,
    ...(extra === undefined ? [] : [`extra ${base64Of(extra)}`]),
    `index ${index}`,
    ...proof.map(base64Of),
    '',
    checkpoint,
  ].join('\n');

/** @throws {@link TransparencyError} `proof-malformed` */
export const readProof = (text: string): ProofFile => {
  const end = text.indexOf('\n\n');
  if (end < 0) throw malformed('no checkpoint follows');
  const [first, ...lines] = text.slice(0, end).split('\n');
  if (first !== firstLine) throw malformed(`it does not begin with ${firstLine}`);
  const extraText =
    lines[0]?.startsWith('extra ') === true ? lines.shift()?.slice('extra '.length) : undefined;
  const extra = extraText === undefined ? undefined : bytesOfBase64(extraText);
  if (extraText !== undefined && extra === undefined) throw malformed('its extra is no base64');
  const index = /^index (.*)$/.exec(lines.shift() ?? '')?.[1];
  const place = index === undefined ? undefined : bigintOfDecimal(index);
  if (place === undefined) throw malformed('it says no index');
  return {
    ...(extra !== undefined && { extra }),
    index: place,
    proof: readHashes(lines),
    checkpoint: text.slice(end + 2),
  };
};

/** A hash a line, in base64. @throws {@link TransparencyError} `proof-malformed` */
export const readHashes = (lines: readonly string[]): readonly Uint8Array[] => {
  if (lines.length > mostNodes) throw malformed(`it has more than ${mostNodes} nodes`);
  return lines.map((line) => {
    const hash = bytesOfBase64(line);
    if (hash?.length !== hashLength) throw malformed('a line of it is no hash');
    return hash;
  });
};

const malformed = (why: string): TransparencyError =>
  new TransparencyError('proof-malformed', `the proof is malformed: ${why}`);
