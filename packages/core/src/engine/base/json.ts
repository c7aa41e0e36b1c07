/** What an event can carry: every value that JSON can say, and nothing else. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A field whose value is undefined is absent, as `JSON.stringify` has it. */
export type JsonObject = { readonly [key: string]: JsonValue | undefined };

/** Whether a value is a list; `Array.isArray` does not narrow one that may not change. */
export const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);
