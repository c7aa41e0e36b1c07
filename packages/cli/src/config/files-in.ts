import { z } from 'zod';
import { bare, kindOf, partOf } from './kinds.ts';
import { Settings } from './settings.ts';

/** A file or folder that the configuration names. */
export interface NamedFile {
  /** The setting, such as `calendars.0`. */
  readonly name: string;
  readonly path: string;
  readonly isSecret: boolean;
}

/** Every file that the settings name, wherever in them. Addresses of stores are none. */
export const filesIn = (settings: Settings): readonly NamedFile[] => found(Settings, settings, []);

const found = (schema: z.core.$ZodType, value: unknown, path: readonly string[]): readonly NamedFile[] => {
  const kind = kindOf(schema);
  if (kind !== undefined)
    return typeof value === 'string'
      ? [{ name: path.join('.'), path: value, isSecret: kind.isSecret === true }]
      : [];
  const inner = bare(schema);
  if (inner instanceof z.ZodArray && Array.isArray(value))
    return value.flatMap((one, index) => found(inner.element, one, [...path, String(index)]));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, one]) => {
    const part = partOf(inner, key);
    return part === undefined ? [] : found(part, one, [...path, key]);
  });
};
