import { z } from 'zod';

/**
 * What `safeParse` of a schema gives, sooner and with less garbage; no field of it says nothing. Undefined: the schema itself
 * has to be asked, because the value is wrong or of a form that is not usual here, such as a field that is there and undefined.
 *
 * Only the walk through objects and arrays is here; every check of a value is the schema's own. So a schema means one thing.
 */
export const quicklyParsed = (schema: z.ZodType, value: unknown): unknown => {
  let parse = parsers.get(schema);
  if (parse === undefined) {
    parse = parserOf(schema, []);
    parsers.set(schema, parse);
  }
  return value === undefined ? undefined : parse(value);
};

/** Kept per schema: each is asked at every command or event. */
const parsers = new WeakMap<z.ZodType, Parse>();

/** Of a value that is not undefined; gives undefined for what the schema has to be asked about. */
type Parse = (value: unknown) => unknown;
type Schema = z.core.$ZodType;
type Checks = readonly z.core.$ZodCheck[];
type Payload = z.core.ParsePayload<never>;

/** @param around the schemas that this one is a part of: of one that contains itself no end would be found */
const parserOf = (schema: Schema, around: readonly Schema[]): Parse => {
  const checks = checksOf(schema);
  const within = [...around, schema];
  if (around.includes(schema) || 'coerce' in schema._zod.def) return byItself(schema);
  if (schema instanceof z.core.$ZodString) return checked(isString, checks);
  if (schema instanceof z.core.$ZodNumber) return checked(isNumber, checks);
  if (schema instanceof z.core.$ZodArray)
    return checked(array(parserOf(schema._zod.def.element, within)), checks);
  if (checks.length > 0) return byItself(schema);
  if (schema instanceof z.core.$ZodBoolean) return isBoolean;
  if (schema instanceof z.core.$ZodEnum || schema instanceof z.core.$ZodLiteral)
    return oneOf(schema._zod.values);
  if (schema instanceof z.core.$ZodOptional || schema instanceof z.core.$ZodDefault) {
    return parserOf(schema._zod.def.innerType, within);
  }
  if (schema instanceof z.core.$ZodNullable) return orNull(parserOf(schema._zod.def.innerType, within));
  if (schema instanceof z.core.$ZodDiscriminatedUnion) return union(schema, within);
  return schema instanceof z.core.$ZodObject ? object(schema, within) : byItself(schema);
};

/** For all that is not known here. */
const byItself =
  (schema: Schema): Parse =>
  (value) => {
    const parsed = schema._zod.run(payloadOf(value), { async: false });
    return parsed instanceof Promise || parsed.issues.length > 0 || saysUndefined(parsed.value)
      ? undefined
      : parsed.value;
  };

/** Whether a field somewhere in it is there and says nothing. */
const saysUndefined = (value: unknown): boolean =>
  value === undefined ||
  (typeof value === 'object' && value !== null && Object.values(value).some(saysUndefined));

const isString: Parse = (value) => (typeof value === 'string' ? value : undefined);
const isNumber: Parse = (value) => (Number.isFinite(value) ? value : undefined);
const isBoolean: Parse = (value) => (typeof value === 'boolean' ? value : undefined);

const oneOf =
  (values: ReadonlySet<unknown>): Parse =>
  (value) =>
    values.has(value) ? value : undefined;

const orNull =
  (parse: Parse): Parse =>
  (value) =>
    value === null ? null : parse(value);

const array =
  (parse: Parse): Parse =>
  (value) => {
    if (!Array.isArray(value)) return undefined;
    const parsed: unknown[] = [];
    for (let index = 0; index < value.length; index++) {
      const given: unknown = value[index];
      const one = given === undefined ? undefined : parse(given);
      if (one === undefined) return undefined;
      parsed.push(one);
    }
    return parsed;
  };

/** The checks of a schema in their order; one of a format is the first of its own. */
const checksOf = (schema: Schema): Checks => {
  const { checks = [] } = schema._zod.def;
  return schema instanceof z.core.$ZodCheck ? [schema, ...checks] : checks;
};

const checked = (parse: Parse, checks: Checks): Parse => {
  if (checks.length === 0) return parse;
  let payload = payloadOf(undefined);
  return (value) => {
    const parsed = parse(value);
    if (parsed === undefined) return undefined;
    // One payload for all values: those that pass leave nothing in it.
    payload.value = ofSchema(parsed);
    for (const { _zod } of checks) {
      if (_zod.def.when?.(payload) === false) continue;
      const found = _zod.check(payload);
      if (payload.issues.length === 0 && payload.value === parsed && !(found instanceof Promise)) continue;
      payload = payloadOf(undefined);
      return undefined;
    }
    return parsed;
  };
};

const payloadOf = (value: unknown): Payload => ({ value: ofSchema(value), issues: [] });

/** What type a check takes is not known of a schema in general; its own type has been looked at before. */
const ofSchema = (value: unknown): never => value as never;

const object = (schema: z.core.$ZodObject, within: readonly Schema[]): Parse => {
  const { shape, catchall } = schema._zod.def;
  const names = new Set(Object.keys(shape));
  const isStrict = catchall instanceof z.core.$ZodNever;
  if (!isStrict || names.has('__proto__') || names.size < Reflect.ownKeys(shape).length)
    return byItself(schema);
  const fields = Object.entries(shape).map(([name, field]) => ({
    name,
    parse: parserOf(field, within),
    absent: absenceOf(field),
  }));
  return (value) => {
    if (!isPlainObject(value)) return undefined;
    for (const name in value) {
      if (value[name] === undefined || !names.has(name)) return undefined;
    }
    // In the order of the schema, as zod makes it: the order of an event's text.
    const parsed: { [name: string]: unknown } = {};
    for (const { name, parse, absent } of fields) {
      const given = value[name];
      const one = given === undefined ? absent() : parse(given);
      if (one === undefined) return undefined;
      if (one !== nothing) parsed[name] = one;
    }
    return parsed;
  };
};

/** What a field is when it is absent. */
const absenceOf = (schema: Schema): (() => unknown) => {
  if (checksOf(schema).length > 0 || schema instanceof z.core.$ZodExactOptional) return askZod;
  if (schema instanceof z.core.$ZodDefault) {
    return () => (saysUndefined(schema._zod.def.defaultValue) ? undefined : schema._zod.def.defaultValue);
  }
  return schema instanceof z.core.$ZodOptional && schema._zod.optin === 'optional' ? leaveOut : askZod;
};

const nothing = Symbol('nothing');
const leaveOut = (): symbol => nothing;
const askZod = (): undefined => undefined;

const isPlainObject = (value: unknown): value is { readonly [name: string]: unknown } => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const union = (schema: z.core.$ZodDiscriminatedUnion, within: readonly Schema[]): Parse => {
  const { discriminator, options } = schema._zod.def;
  const parsers = new Map<unknown, Parse>();
  for (const option of options) {
    const parse = parserOf(option, within);
    for (const value of option._zod.propValues?.[discriminator] ?? []) parsers.set(value, parse);
  }
  return (value) => {
    if (!isPlainObject(value)) return undefined;
    const name = value[discriminator];
    return name === undefined ? undefined : parsers.get(name)?.(value);
  };
};
