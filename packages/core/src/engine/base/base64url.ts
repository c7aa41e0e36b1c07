const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const noSextet = 255;
const sextets = new Uint8Array(128).fill(noSextet);
for (const [value, letter] of [...alphabet].entries()) sextets[letter.charCodeAt(0)] = value;

/** Bytes in base64url without padding (RFC 4648, 5). Node's own is not there in a browser, and `toBase64` not in every Node. */
export const toBase64url = (bytes: Uint8Array): string => {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = [bytes[at], bytes[at + 1], bytes[at + 2]];
    text += alphabet[a >> 2];
    text += alphabet[((a & 3) << 4) | ((b ?? 0) >> 4)];
    if (b !== undefined) text += alphabet[((b & 15) << 2) | ((c ?? 0) >> 6)];
    if (c !== undefined) text += alphabet[c & 63];
  }
  return text;
};

/** The bytes of a text in base64url; undefined for one that is none, or could be written in another way. */
export const fromBase64url = (text: string): Uint8Array | undefined => {
  if (text.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (let place = 0; place < text.length; place++) {
    const sextet = sextets[text.charCodeAt(place)] ?? noSextet;
    if (sextet === noSextet) return undefined;
    held = (held << 6) | sextet;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >> bits) & 255;
      held &= (1 << bits) - 1;
    }
  }
  return held === 0 ? bytes : undefined;
};
