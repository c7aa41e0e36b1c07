/* biome-ignore-start lint/style/noNonNullAssertion: every index is below the length of its array. */

/**
 * SHA-1 (FIPS 180-4), for UUIDv5 and for nothing that needs a secret.
 *
 * Written out because every event takes three of them: the platform's own hashes are asynchronous (Web Crypto) or take
 * longer to set up than to hash a name. Its test holds it against the platform's.
 */
export const sha1 = (message: Uint8Array): readonly [number, number, number, number, number] => {
  const padded = paddedWords(message);
  const w = new Int32Array(80);
  let h0 = 0x67452301;
  let h1 = 0xefcdab89 | 0;
  let h2 = 0x98badcfe | 0;
  let h3 = 0x10325476;
  let h4 = 0xc3d2e1f0 | 0;
  for (let block = 0; block < padded.length; block += 16) {
    for (let i = 0; i < 16; i++) w[i] = padded[block + i]!;
    for (let i = 16; i < 80; i++) {
      const mixed = w[i - 3]! ^ w[i - 8]! ^ w[i - 14]! ^ w[i - 16]!;
      w[i] = (mixed << 1) | (mixed >>> 31);
    }
    let a = h0;
    let b = h1;
    let c = h2;
    let d = h3;
    let e = h4;
    let next = 0;
    let i = 0;
    // Four loops and not one with a choice in it: that halves the time.
    for (; i < 20; i++) {
      next = (((a << 5) | (a >>> 27)) + ((b & c) | (~b & d)) + e + w[i]! + 0x5a827999) | 0;
      e = d;
      d = c;
      c = (b << 30) | (b >>> 2);
      b = a;
      a = next;
    }
    for (; i < 40; i++) {
      next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + e + w[i]! + 0x6ed9eba1) | 0;
      e = d;
      d = c;
      c = (b << 30) | (b >>> 2);
      b = a;
      a = next;
    }
    for (; i < 60; i++) {
      next = (((a << 5) | (a >>> 27)) + ((b & c) | (b & d) | (c & d)) + e + w[i]! + 0x8f1bbcdc) | 0;
      e = d;
      d = c;
      c = (b << 30) | (b >>> 2);
      b = a;
      a = next;
    }
    for (; i < 80; i++) {
      next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + e + w[i]! + 0xca62c1d6) | 0;
      e = d;
      d = c;
      c = (b << 30) | (b >>> 2);
      b = a;
      a = next;
    }
    h0 = (h0 + a) | 0;
    h1 = (h1 + b) | 0;
    h2 = (h2 + c) | 0;
    h3 = (h3 + d) | 0;
    h4 = (h4 + e) | 0;
  }
  return [h0, h1, h2, h3, h4];
};

/** The message as big-endian words: a one bit after it, zeros, and its length in bits, up to whole blocks of 16 words. */
const paddedWords = (message: Uint8Array): Int32Array => {
  const { length } = message;
  const words = new Int32Array(Math.ceil((length + 9) / 64) * 16);
  for (let i = 0; i < length; i++) words[i >> 2]! |= message[i]! << (24 - ((i & 3) << 3));
  words[length >> 2]! |= 0x80 << (24 - ((length & 3) << 3));
  words[words.length - 2] = Math.floor(length / 0x20000000);
  words[words.length - 1] = length << 3;
  return words;
};
/* biome-ignore-end lint/style/noNonNullAssertion: as above */
