import { type Fields, fieldsOf, hexadecimalOf, textOf } from './protobuf.ts';

/** Reads an `event_store.client.UUID`. It is text, or two numbers of 64 bits, which is the form that the server itself sends. */
export const uuidOf = (bytes: Buffer, { start, end }: Pick<Fields, 'start' | 'end'>): string => {
  const fields = fieldsOf(bytes, start, end);
  if (!fields.next()) return '';
  return fields.field === 2 ? textOf(bytes, fields) : structuredOf(bytes, fields.start, fields.end);
};

const structuredOf = (bytes: Buffer, start: number, end: number): string => {
  const halves = ['', '0'.repeat(16), '0'.repeat(16)];
  for (const fields = fieldsOf(bytes, start, end); fields.next(); ) {
    halves[fields.field] = hexadecimalOf(bytes, fields);
  }
  const hex = `${halves[1]}${halves[2]}`;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};
