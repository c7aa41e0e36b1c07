/** The UUIDv5 of a SHA-1 in hexadecimal digits: its beginning, with version and variant set. */
export const uuidOfDigest = (hex: string): string => {
  const variant = variants.charAt(Number.parseInt(hex.charAt(16), 16) & 3);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** The hexadecimal digits whose first two bits say: a UUID of RFC 9562. */
const variants = '89ab';
