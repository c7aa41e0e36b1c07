/* biome-ignore-start lint/style/noNonNullAssertion: every index is below the length of its array. */

/** The five words of a SHA-1 digest. */
export type Sha1 = readonly [number, number, number, number, number];

const encoder = new TextEncoder();

/**
 * SHA-1 (FIPS 180-4) of a prefix and a text in UTF-8, for UUIDv5 and for nothing that needs a secret.
 *
 * Written out because every event takes three of them: the platform's own hashes are asynchronous (Web Crypto) or take
 * longer to set up than to hash a name. The buffers belong to the function and are filled anew by each call: making them
 * for each would take longer than hashing. Its test holds it against the platform's.
 */
export const prefixedSha1 = (prefix: Uint8Array): ((text: string) => Sha1) => {
  const w = new Int32Array(80);
  let bytes = new Uint8Array(1024);

  /** Puts prefix and text into the buffer; gives their length. */
  const fill = (text: string): number => {
    const start = prefix.length;
    // Three bytes of UTF-8 at most for a unit of UTF-16, and at most 72 of padding.
    if (bytes.length < start + text.length * 3 + 72)
      bytes = new Uint8Array((start + text.length * 3 + 72) * 2);
    bytes.set(prefix);
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 0x7f) return start + encoder.encodeInto(text, bytes.subarray(start)).written;
      bytes[start + i] = unit;
    }
    return start + text.length;
  };

  return (text) => {
    const length = fill(text);
    const padded = Math.ceil((length + 9) / 64) * 64;
    bytes[length] = 0x80;
    bytes.fill(0, length + 1, padded);
    const bits = length * 8;
    for (let i = 1; i <= 6; i++) bytes[padded - i] = Math.floor(bits / 256 ** (i - 1)) & 0xff;
    return digest(bytes, padded, w);
  };
};

/** Whole blocks of 64 bytes. `w` is room to work in. */
const digest = (bytes: Uint8Array, length: number, w: Int32Array): Sha1 => {
  let h0 = 0x67452301;
  let h1 = 0xefcdab89 | 0;
  let h2 = 0x98badcfe | 0;
  let h3 = 0x10325476;
  let h4 = 0xc3d2e1f0 | 0;
  for (let block = 0; block < length; block += 64) {
    for (let i = 0; i < 16; i++) {
      const at = block + i * 4;
      w[i] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
    }
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

/* biome-ignore-end lint/style/noNonNullAssertion: as above */
