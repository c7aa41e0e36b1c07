import { normalText } from '@phananh/core/engine';
import { type JSONPath, visit } from 'jsonc-parser';
import { HttpError, type HttpErrorCode } from '../errors/http-errors.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Parses one JSON text and refuses whatever two readers could understand differently.
 *
 * @throws {@link HttpError} `invalid-utf8`, `malformed-json`, `too-deep`, `duplicate-key`, `forbidden-key`, `lone-surrogate`
 */
export const parseStrictJson = (bytes: Uint8Array, maximumDepth: number): unknown => {
  const text = decoded(bytes);
  const value = parsed(text);
  assertUnambiguous(text, maximumDepth);
  return value;
};

const decoded = (bytes: Uint8Array): string => {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new HttpError('invalid-utf8', 'the body is not well-formed UTF-8');
  }
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may be personal.
    throw new HttpError('malformed-json', 'the body is not one JSON text');
  }
};

/** Looks at the text, because the parsed value has lost which keys stood twice. The text is known to be JSON. */
const assertUnambiguous = (text: string, maximumDepth: number): void => {
  const keysOfObjects: Set<string>[] = [];
  let depth = 0;
  const enter = () => {
    depth += 1;
    // Thrown before the visitor goes deeper: it is recursive.
    if (depth > maximumDepth) {
      throw new HttpError('too-deep', `the body is nested deeper than ${maximumDepth} levels`);
    }
  };
  const leave = () => {
    depth -= 1;
  };
  visit(text, {
    onObjectBegin: () => {
      enter();
      keysOfObjects.push(new Set());
    },
    onObjectEnd: () => {
      leave();
      keysOfObjects.pop();
    },
    onArrayBegin: enter,
    onArrayEnd: leave,
    onObjectProperty: (key, _offset, _length, _line, _character, path) => {
      if (!key.isWellFormed()) throw found('lone-surrogate', 'half a surrogate pair in a key', path());
      if (key === '__proto__') throw found('forbidden-key', 'this key is not allowed', [...path(), key]);
      const keys = keysOfObjects.at(-1);
      // Composed or decomposed it is one name.
      const name = normalText(key);
      if (keys?.has(name)) throw found('duplicate-key', 'stands twice in its object', [...path(), key]);
      keys?.add(name);
    },
    onLiteralValue: (value: unknown, _offset, _length, _line, _character, path) => {
      if (typeof value === 'string' && !value.isWellFormed()) {
        throw found('lone-surrogate', 'half a surrogate pair', path());
      }
    },
  });
};

const found = (code: HttpErrorCode, message: string, path: JSONPath): HttpError => {
  const pointer = path
    .map((part) => `/${String(part).toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
  return new HttpError(code, `${pointer || '/'}: ${message}`, { errors: [{ pointer, message }] });
};
