/** What an event can carry: every value that JSON can say, and nothing else. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A field whose value is undefined is absent, as `JSON.stringify` has it. */
export type JsonObject = { readonly [key: string]: JsonValue | undefined };
