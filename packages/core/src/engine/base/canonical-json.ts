import canonicalize from 'canonicalize';
import type { JsonValue } from './json.ts';

/**
 * The canonical JSON of a value (RFC 8785); fields that are undefined are left out.
 *
 * @throws Error for lone surrogates and numbers that JSON does not have
 */
export const canonicalJson = (value: JsonValue): string => canonicalize(value) ?? 'null';
