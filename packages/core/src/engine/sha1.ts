/**
 * SHA-1 (FIPS 180-4), for UUIDv5 and for nothing that needs a secret.
 *
 * Written out because every event takes three of them: the platform's own hashes are asynchronous (Web Crypto) or take
 * several microseconds to set up for names this short. Its test holds it against the platform's.
 */
export const sha1 = (message: Uint8Array): Uint8Array => {
  const padded = paddedMessage(message);
  const words = new Int32Array(80);
  let h0 = 0x67452301;
  let h1 = 0xefcdab89 | 0;
  let h2 = 0x98badcfe | 0;
  let h3 = 0x10325476;
  let h4 = 0xc3d2e1f0 | 0;
  for (let block = 0; block < padded.byteLength; block += 64) {
    for (let index = 0; index < 16; index++) words[index] = padded.getInt32(block + index * 4);
    for (let index = 16; index < 80; index++) {
      const mixed =
        word(words, index - 3) ^ word(words, index - 8) ^ word(words, index - 14) ^ word(words, index - 16);
      words[index] = (mixed << 1) | (mixed >>> 31);
    }
    let a = h0;
    let b = h1;
    let c = h2;
    let d = h3;
    let e = h4;
    for (let round = 0; round < 80; round++) {
      const rotated = ((a << 5) | (a >>> 27)) + e + word(words, round);
      const next =
        round < 20
          ? rotated + ((b & c) | (~b & d)) + 0x5a827999
          : round < 40
            ? rotated + (b ^ c ^ d) + 0x6ed9eba1
            : round < 60
              ? rotated + ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
              : rotated + (b ^ c ^ d) + 0xca62c1d6;
      e = d;
      d = c;
      c = (b << 30) | (b >>> 2);
      b = a;
      a = next | 0;
    }
    h0 = (h0 + a) | 0;
    h1 = (h1 + b) | 0;
    h2 = (h2 + c) | 0;
    h3 = (h3 + d) | 0;
    h4 = (h4 + e) | 0;
  }
  const digest = new DataView(new ArrayBuffer(20));
  for (const [index, part] of [h0, h1, h2, h3, h4].entries()) digest.setInt32(index * 4, part);
  return new Uint8Array(digest.buffer);
};

/** Every index here is below 80; the compiler cannot know. */
const word = (words: Int32Array, index: number): number => words[index] ?? 0;

/** The message, a one bit, zeros, and the length in bits, up to whole blocks of 64 bytes. */
const paddedMessage = (message: Uint8Array): DataView => {
  const bytes = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setUint32(bytes.length - 8, Math.floor(message.length / 0x20000000));
  view.setUint32(bytes.length - 4, (message.length << 3) >>> 0);
  return view;
};
