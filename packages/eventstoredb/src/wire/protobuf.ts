/**
 * Writes and reads the wire format of Protocol Buffers, as far as the messages here need it.
 * Source: https://protobuf.dev/programming-guides/encoding/
 */

/** A field that is to be written. Its size is known before that, so that a whole message is written into one buffer of the right size. */
export interface Field {
  readonly size: number;
  /** @returns where the next field goes */
  write(into: Buffer, at: number): number;
}

const wireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

export const uint64 = (field: number, value: number): Field => {
  const tag = (field << 3) | wireType.varint;
  return {
    size: varintSize(tag) + varintSize(value),
    write: (into, at) => writeVarint(into, writeVarint(into, at, tag), value),
  };
};

/** A field of text, which the wire format writes as it does bytes. */
export const text = (field: number, value: string): Field => {
  const tag = (field << 3) | wireType.bytes;
  const length = Buffer.byteLength(value);
  return {
    size: varintSize(tag) + varintSize(length) + length,
    write(into, at) {
      const start = writeVarint(into, writeVarint(into, at, tag), length);
      return start + into.write(value, start, length, 'utf8');
    },
  };
};

export const message = (field: number, ...fields: readonly Field[]): Field => {
  const tag = (field << 3) | wireType.bytes;
  const length = sizeOf(fields);
  return {
    size: varintSize(tag) + varintSize(length) + length,
    write: (into, at) => writeAll(fields, into, writeVarint(into, writeVarint(into, at, tag), length)),
  };
};

export const encoded = (fields: readonly Field[]): Buffer => {
  const into = Buffer.allocUnsafe(sizeOf(fields));
  writeAll(fields, into, 0);
  return into;
};

const sizeOf = (fields: readonly Field[]): number => {
  let size = 0;
  for (const field of fields) size += field.size;
  return size;
};

const writeAll = (fields: readonly Field[], into: Buffer, at: number): number => {
  let end = at;
  for (const field of fields) end = field.write(into, end);
  return end;
};

const varintSize = (value: number): number => {
  let size = 1;
  for (let left = value; left >= 0x80; left = Math.floor(left / 0x80)) size += 1;
  return size;
};

const writeVarint = (into: Buffer, at: number, value: number): number => {
  let end = at;
  let left = value;
  for (; left >= 0x80; left = Math.floor(left / 0x80)) into[end++] = (left % 0x80) | 0x80;
  into[end++] = left;
  return end;
};

/**
 * A cursor over the fields of a received message. It stands at one field at a time, and has its number, and its value or where its bytes
 * are.
 */
export interface Fields {
  /** Goes to the next field; false at the end. */
  next(): boolean;
  readonly field: number;
  /** The value of a varint, which is not exact above 2^53. */
  readonly value: number;
  readonly start: number;
  readonly end: number;
}

/**
 * @throws RangeError when the bytes are no message
 */
export const fieldsOf = (bytes: Buffer, from = 0, to = bytes.length): Fields => {
  let at = from;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; at < to; scale *= 0x80) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a message of the event store ends in the middle of a number');
  };
  const fields = {
    field: 0,
    value: 0,
    start: 0,
    end: 0,
    next() {
      if (at >= to) return false;
      const tag = varint();
      fields.field = Math.floor(tag / 8);
      fields.start = at;
      switch (tag % 8) {
        case wireType.varint:
          fields.value = varint();
          break;
        case wireType.bytes: {
          const length = varint();
          fields.start = at;
          at += length;
          break;
        }
        case wireType.fixed64:
          at += 8;
          break;
        case wireType.fixed32:
          at += 4;
          break;
        default:
          throw new RangeError(`a message of the event store has a field of the unknown type ${tag % 8}`);
      }
      if (at > to) throw new RangeError('a message of the event store ends in the middle of a field');
      fields.end = at;
      return true;
    },
  };
  return fields;
};

export const textOf = (bytes: Buffer, { start, end }: Pick<Fields, 'start' | 'end'>): string =>
  bytes.toString('utf8', start, end);

/** A varint of 64 bits as 16 hexadecimal digits. */
export const hexadecimalOf = (bytes: Buffer, { start, end }: Pick<Fields, 'start' | 'end'>): string => {
  let value = 0n;
  for (let at = end - 1; at >= start; at -= 1) value = (value << 7n) | BigInt((bytes[at] ?? 0) & 0x7f);
  return BigInt.asUintN(64, value).toString(16).padStart(16, '0');
};
