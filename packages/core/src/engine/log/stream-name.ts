import { InvalidAppend } from '../base/errors.ts';

const maximumLength = 255;
const controlCharacter = /\p{Cc}/u;

/** @throws {@link InvalidAppend} when a stream cannot have this name: empty, too long, control characters, half a surrogate pair */
export const assertStreamName = (stream: string): void => {
  if (stream.length === 0) throw new InvalidAppend('a stream needs a name');
  if (stream.length > maximumLength) {
    throw new InvalidAppend(`a stream name has at most ${maximumLength} characters`, {
      length: stream.length,
    });
  }
  if (!stream.isWellFormed() || controlCharacter.test(stream)) {
    throw new InvalidAppend('a stream name has no control characters and no lone surrogates', {
      stream: stream.toWellFormed(),
    });
  }
};

/**
 * Whether a stream's name begins with a prefix.
 *
 * A prefix that ends within a surrogate pair matches nothing: a store that keeps UTF-8 could not say anything else.
 */
export const hasStreamPrefix = (stream: string, prefix: string): boolean =>
  prefix.isWellFormed() && stream.startsWith(prefix);
