import {
  findNodeAtLocation,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
  stripComments,
} from 'jsonc-parser';
import { normalText } from '../../unicode/index.ts';

/** One fault of a JSON text that somebody wrote. */
export interface JsonTextFault {
  /** In the text, from 1. */
  readonly line: number;
  /** JSON pointer (RFC 6901). */
  readonly pointer: string;
  readonly message: string;
}

/** A JSON text as a value, with what two readers could understand differently in it. */
export interface JsonText {
  /** Undefined where the text is no JSON. Of a key that stands twice the last one. */
  readonly value: unknown;
  /** Empty: the value is what the text says. Else its first fault of syntax, or every key that stands twice in its object. */
  readonly faults: readonly JsonTextFault[];
  /** Where a part of the value stands, or what it is missing from. */
  placeOf(path: readonly (string | number)[]): Pick<JsonTextFault, 'line' | 'pointer'>;
}

/**
 * Reads a JSON text that somebody wrote: a policy, a map, a calendar. Byte order marks before it are taken off.
 *
 * @param comments whether they may stand in it, as in a configuration; nothing else is forgiven then. Default: no
 */
export const readJsonText = (
  written: string,
  { comments = false }: { readonly comments?: boolean } = {},
): JsonText => {
  const unmarked = written.replace(/^\ufeff+/, '');
  // Blanks in their place: everything stays where it stands.
  const text = comments ? stripComments(unmarked, ' ') : unmarked;
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true });
  const lineAt = lineCounter(text);
  // What follows the first fault of the syntax is its consequence.
  const [syntax] = errors;
  if (root === undefined || syntax !== undefined) {
    const why = syntax === undefined ? 'nothing there' : printParseErrorCode(syntax.error);
    const line = lineAt(syntax?.offset ?? 0);
    return {
      value: undefined,
      faults: [noJson(line, why)],
      placeOf: (path) => ({ line, pointer: pointerTo(path) }),
    };
  }
  const placeOf = (path: readonly (string | number)[]) => {
    const pointer = pointerTo(path);
    for (let depth = path.length; depth > 0; depth--) {
      const node = findNodeAtLocation(root, path.slice(0, depth));
      if (node !== undefined) return { line: lineAt(node.offset), pointer };
    }
    return { line: lineAt(root.offset), pointer };
  };
  const faults = repeatedKeys(root).map(({ offset, path }) => ({
    line: lineAt(offset),
    pointer: pointerTo(path),
    message: 'stands twice in its object',
  }));
  try {
    return { value: JSON.parse(text), faults, placeOf };
  } catch {
    // The parser that knows the places forgives what JSON does not.
    return { value: undefined, faults: [noJson(lineAt(0), 'InvalidSymbol')], placeOf };
  }
};

const noJson = (line: number, why: string): JsonTextFault => ({
  line,
  pointer: '',
  message: `is no JSON: ${why}`,
});

const pointerTo = (path: readonly (string | number)[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** Keys that stand twice in one object, composed or decomposed. `offset` is that of the second one. */
const repeatedKeys = (
  node: Node,
  path: readonly (string | number)[] = [],
): readonly { readonly path: readonly (string | number)[]; readonly offset: number }[] => {
  const children = node.children ?? [];
  if (node.type === 'array') return children.flatMap((child, index) => repeatedKeys(child, [...path, index]));
  if (node.type !== 'object') return [];
  const seen = new Set<string>();
  return children.flatMap(({ offset, children: [key, value] = [] }) => {
    const name = normalText(String(key?.value));
    const at = [...path, name];
    const repeated = seen.has(name);
    seen.add(name);
    return [
      ...(repeated ? [{ path: at, offset }] : []),
      ...(value === undefined ? [] : repeatedKeys(value, at)),
    ];
  });
};

const lineCounter = (text: string): ((offset: number) => number) => {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  };
};
