import { readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { CliError } from '../process/errors.ts';
import { defaultStore, parseReadModels, parseStoreAddress } from '../store/store-address.ts';
import { demandNoPipe, withoutMarks } from './json-file.ts';

/**
 * Kinds of settings that are more than a number or a word. A path is of the folder of the configuration that it stands in; on a
 * command line and in the environment it is of the working directory, as everywhere else.
 */

/** How a relative path in a text becomes one that holds from everywhere. */
type Rebase = (text: string, folder: string) => string;

interface Kind {
  /** For the reference. */
  readonly what: string;
  readonly rebase: Rebase;
  readonly isSecret?: boolean;
}

const kinds = z.registry<Kind>();

/** What kind a setting is, whatever it is wrapped in; undefined for a plain value. */
export const kindOf = (schema: z.core.$ZodType): Kind | undefined => {
  const kind = kinds.get(schema);
  if (kind !== undefined) return kind;
  if (schema instanceof z.ZodPipe) return kindOf(schema.in);
  return isWrapped(schema) ? kindOf(schema.unwrap()) : undefined;
};

type Wrapped =
  | z.ZodOptional
  | z.ZodDefault
  | z.ZodPrefault
  | z.ZodNullable
  | z.ZodReadonly
  | z.ZodNonOptional;

const isWrapped = (schema: z.core.$ZodType): schema is Wrapped =>
  schema instanceof z.ZodOptional ||
  schema instanceof z.ZodDefault ||
  schema instanceof z.ZodPrefault ||
  schema instanceof z.ZodNullable ||
  schema instanceof z.ZodReadonly ||
  schema instanceof z.ZodNonOptional;

/** What is in the wrappings of a schema: that it may be left out, and what it is then. */
export const bare = (schema: z.core.$ZodType): z.core.$ZodType =>
  isWrapped(schema) ? bare(schema.unwrap()) : schema;

const inFolder: Rebase = (path, folder) =>
  isAbsolute(path) || path.startsWith('file:') ? path : resolve(folder, path);

const ofKind = <Schema extends z.ZodType>(schema: Schema, kind: Kind): Schema => {
  kinds.add(schema, kind);
  return schema;
};

/** A file or a folder. What is to be said of it is said here: `.describe` makes another schema, which would be a plain text. */
export const filePath = (description: string) =>
  ofKind(z.string().min(1).describe(description), { what: 'file', rebase: inFolder });

/** A file whose content is a secret: {@link readSecret} gives it. The setting is named `…File`. */
export const secretFile = (description: string) =>
  ofKind(z.string().min(1).describe(description), { what: 'file', rebase: inFolder, isSecret: true });

/** The secret in a file, without the line end and the byte order mark that editors leave. @throws {@link CliError} `invalid-config` */
export const readSecret = (path: string): string => {
  demandNoPipe(path, 'invalid-config');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CliError('invalid-config', `the secret in ${path} cannot be read`, { cause });
  }
  const secret = withoutMarks(text).replace(/\r?\n$/, '');
  if (secret === '') throw new CliError('invalid-config', `the secret in ${path} is empty`);
  return secret;
};

/** Whatever a parser of the command line makes of a text, with its words for what it does not take. */
const parsedBy =
  <Value>(parse: (text: string) => Value) =>
  (text: string, context: z.core.$RefinementCtx<string>): Value => {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  };

const ofStore = ofKind(z.string(), {
  what: 'address',
  rebase: (address, folder) => {
    const [, path] = /^sqlite:(?!\/\/)(.+)$/s.exec(address) ?? [];
    return path === undefined ? address : `sqlite:${inFolder(path, folder)}`;
  },
});

/** The address of a store, as it stands after `--store`. */
export const storeAddress = (description: string) =>
  ofStore.transform(parsedBy(parseStoreAddress)).prefault(defaultStore).describe(description);

const ofReadModels = ofKind(z.string().min(1), {
  what: 'file',
  rebase: (path, folder) => (path.includes('://') ? path : inFolder(path, folder)),
});

export const readModelsFile = (description: string) =>
  ofReadModels.transform(parsedBy(parseReadModels)).optional().describe(description);

/** The schema of what stands under a key; undefined for a key that the schema does not name, such as `__proto__`, which every object has. */
export const partOf = (schema: z.core.$ZodType, key: string): z.core.$ZodType | undefined => {
  if (schema instanceof z.ZodRecord) return schema.valueType;
  return schema instanceof z.ZodObject && Object.hasOwn(schema.shape, key) ? schema.shape[key] : undefined;
};
