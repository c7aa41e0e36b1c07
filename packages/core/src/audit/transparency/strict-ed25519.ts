/**
 * What lax verifiers of Ed25519 take and strict ones refuse (RFC 8032, 5.1.7; "Taming the many EdDSAs"): an S of the group's order or
 * more, and points that are not written in their one form or are of small order, under which one signature holds for any text.
 * Platforms differ in it, so that two auditors could see two verdicts: it is looked at before the platform is asked.
 */
export const isStrictEd25519 = (publicKey: Uint8Array, signature: Uint8Array): boolean =>
  publicKey.length === 32 &&
  signature.length === 64 &&
  isSoundPoint(publicKey) &&
  isSoundPoint(signature.subarray(0, 32)) &&
  numberOf(signature.subarray(32)) < order;

const order = 2n ** 252n + 27742317777372353535851937790883648493n;
const prime = 2n ** 255n - 19n;

/** y of the points of small order: of the neutral one, of order 2, of order 4, and of the two of order 8. */
const smallOrder: readonly bigint[] = [
  1n,
  prime - 1n,
  0n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd83d3d706a17c7n,
];

const isSoundPoint = (bytes: Uint8Array): boolean => {
  const y = numberOf(bytes) & (2n ** 255n - 1n);
  return y < prime && !smallOrder.includes(y);
};

/** A number of which the lowest byte comes first. */
const numberOf = (bytes: Uint8Array): bigint =>
  bytes.reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);
