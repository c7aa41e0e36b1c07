import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What was planted, by its place, and where it is found. */

/** What is looked for, by the place where it was put. */
export type Planted = ReadonlyMap<string, readonly (string | number)[]>;

/** One for each place, so that whatever is found says where it came from. */
export const canaryOf = (place: string): string => `canary${place}7f3a91d4`;

const bases = (bytes: Buffer): readonly Buffer[] =>
  // At each of three places in a longer text; what depends on its neighbours is cut off.
  [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const [from, to] = [before === 0 ? 0 : before + 1, text.length - 4];
    const inner = text.slice(from, to);
    return [Buffer.from(inner), Buffer.from(inner.replaceAll('+', '-').replaceAll('/', '_'))];
  });

const escaped = (text: string): Buffer =>
  Buffer.from([...text].map((sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''));

/** As SQLite and machines keep it. */
const doubles = (number: number): readonly Buffer[] => {
  const [big, little] = [Buffer.alloc(8), Buffer.alloc(8)];
  big.writeDoubleBE(number);
  little.writeDoubleLE(number);
  return [big, little];
};

/** Every form in which a text or a number may lie in bytes. */
export const formsOf = (value: string | number): ReadonlyMap<string, readonly Buffer[]> => {
  const text = String(value);
  const bytes = Buffer.from(text);
  const hex = bytes.toString('hex');
  return new Map<string, readonly Buffer[]>([
    ['utf-8', [bytes]],
    ['upper case', [Buffer.from(text.toUpperCase())]],
    ['utf-16', [Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()]],
    ['base64', bases(bytes)],
    ['hex', [Buffer.from(hex), Buffer.from(hex.toUpperCase())]],
    [
      'percent-encoded',
      [Buffer.from(hex.replaceAll(/../g, '%$&')), Buffer.from(hex.toUpperCase().replaceAll(/../g, '%$&'))],
    ],
    ['escaped', [escaped(text)]],
    ['double', typeof value === 'number' ? doubles(value) : []],
  ]);
};

/** Of what was planted which places some bytes have, in whatever form. */
export const canariesIn = (bytes: Buffer, planted: Planted): readonly string[] =>
  [...planted].flatMap(([place, values]) =>
    values.some((value) => [...formsOf(value).values()].flat().some((form) => bytes.includes(form)))
      ? [place]
      : [],
  );

/** Every file below a folder. */
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path) && statSync(path).isFile());

/** The files below a folder that have something that was planted, and what. */
export const sweep = (folder: string, planted: Planted): ReadonlyMap<string, readonly string[]> =>
  new Map(
    filesIn(folder).flatMap((path) => {
      const found = canariesIn(readFileSync(path), planted);
      return found.length === 0 ? [] : [[path.slice(folder.length + 1), found] as const];
    }),
  );
