import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** What one name of a file of declarations is. */
interface Declared {
  /** The declaration as `tsc` writes it, without comments. Several where a value and a type have one name. */
  readonly texts: readonly string[];
}

/** A name in another file, or in another package. */
interface Elsewhere {
  readonly from: string;
  readonly name: string;
}

interface DeclarationFile {
  readonly declared: ReadonlyMap<string, Declared>;
  readonly imported: ReadonlyMap<string, Elsewhere>;
  readonly exported: ReadonlyMap<string, Elsewhere>;
  readonly exportedFrom: readonly string[];
}

/** One declaration that can be reached from a door. */
interface Reached {
  readonly name: string;
  readonly file: string;
  readonly texts: readonly string[];
}

export interface Surface {
  /** Names by door, sorted. */
  readonly doors: ReadonlyMap<string, readonly string[]>;
  /** What the names are and what their types are made of, once each, by name. */
  readonly declarations: readonly Reached[];
  /** Other packages that the declarations name, each with one that does. */
  readonly packages: ReadonlyMap<string, string>;
}

/** `tsc` writes every comment on lines of its own. */
const comment = /^\s*(?:\/\*\*?[\s\S]*?\*\/|\/\/.*)$\n?/gm;
const statementStart = /^(?=(?:export|declare|import|interface|type|class|abstract|const|function)\b)/m;
const declaration =
  /^(?:export )?(?:declare )?(?:default )?(?:abstract )?(?:const|let|function\*?|class|interface|type|enum)\s+(\{[^}]*\}|[\w$]+)/;
const braces = /^(?:import|export)(?: type)?(?: [\w$]+,)? \{([^}]*)\}(?: from ['"]([^'"]+)['"])?/;

const namesIn = (list: string): readonly { readonly name: string; readonly as: string }[] =>
  list
    .split(',')
    .map((part) => part.trim().replace(/^type /, ''))
    .filter((part) => part !== '')
    .map((part) => {
      const [name = part, as = name] = part.split(/ as |: /);
      return { name, as };
    });

const parsed = (text: string): DeclarationFile => {
  const declared = new Map<string, { readonly texts: string[] }>();
  const [imported, exported] = [new Map<string, Elsewhere>(), new Map<string, Elsewhere>()];
  const exportedFrom: string[] = [];
  for (const statement of text.replace(comment, '').split(statementStart)) {
    const star = /^export \* from ['"]([^'"]+)['"]/.exec(statement);
    const listed = braces.exec(statement);
    const whole = /^import (?:type )?(?:\* as )?([\w$]+) from ['"]([^'"]+)['"]/.exec(statement);
    const named = declaration.exec(statement);
    if (star?.[1] !== undefined) exportedFrom.push(star[1]);
    else if (listed !== null) {
      const [, list = '', from = ''] = listed;
      const into = statement.startsWith('import') ? imported : exported;
      for (const { name, as } of namesIn(list)) into.set(as, { from, name });
    } else if (whole !== null) imported.set(whole[1] ?? '', { from: whole[2] ?? '', name: '*' });
    else if (named?.[1] !== undefined) {
      const names = named[1].startsWith('{')
        ? namesIn(named[1].slice(1, -1)).map(({ as }) => as)
        : [named[1]];
      for (const name of names) {
        const texts = declared.get(name)?.texts ?? [];
        declared.set(name, { texts: [...texts, statement.replace(/^export /, '').trim()] });
        if (statement.startsWith('export')) exported.set(name, { from: '', name });
      }
    }
  }
  return { declared, imported, exported, exportedFrom };
};

const isOwn = (specifier: string): boolean => specifier.startsWith('.');

/** Reads what doors let out, from declarations that were built. */
export const surfaceOf = (doors: ReadonlyMap<string, string>): Surface => {
  const files = new Map<string, DeclarationFile>();
  const read = (file: string): DeclarationFile => {
    const known = files.get(file) ?? parsed(readFileSync(file, 'utf8'));
    files.set(file, known);
    return known;
  };
  const fileOf = (specifier: string, by: string): string => {
    const file = resolve(dirname(by), specifier).replace(/\.[jt]s$/, '.d.ts');
    if (!existsSync(file)) throw new Error(`${by} has its types from ${specifier}, which is not there`);
    return file;
  };
  /** Where a name of a file is declared: behind whatever lets it through. */
  const origin = (
    file: string,
    name: string,
  ): { readonly file: string; readonly name: string } | undefined => {
    const { declared, exported, imported, exportedFrom } = read(file);
    if (declared.has(name)) return { file, name };
    const through = exported.get(name) ?? imported.get(name);
    if (through !== undefined) {
      if (through.from === '') return through.name === name ? origin(file, through.name) : undefined;
      return isOwn(through.from) ? origin(fileOf(through.from, file), through.name) : undefined;
    }
    for (const from of exportedFrom) {
      const found = isOwn(from) ? exportedOf(fileOf(from, file)).get(name) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  };
  type Places = ReadonlyMap<string, { readonly file: string; readonly name: string } | undefined>;
  const exportedOf = (file: string): Places => {
    const { exported, exportedFrom } = read(file);
    const own = [...exported.keys()].map((name) => [name, origin(file, name)] as const);
    const through = exportedFrom.filter(isOwn).flatMap((from) => [...exportedOf(fileOf(from, file))]);
    return new Map([...through, ...own]);
  };

  const reached = new Map<string, Reached>();
  const packages = new Map<string, string>();
  const visit = (file: string, name: string): void => {
    const key = `${file}#${name}`;
    const texts = read(file).declared.get(name)?.texts;
    if (texts === undefined || reached.has(key)) return;
    reached.set(key, { name, file, texts });
    const { declared, imported } = read(file);
    for (const text of texts) {
      for (const [, from = ''] of text.matchAll(/import\(['"]([^'"]+)['"]\)/g))
        if (!isOwn(from)) packages.set(from, name);
      for (const [, from = '', inner = ''] of text.matchAll(/import\(['"](\.[^'"]+)['"]\)\.([\w$]+)/g)) {
        const found = origin(fileOf(from, file), inner);
        if (found !== undefined) visit(found.file, found.name);
      }
      for (const [word] of text.matchAll(/[A-Za-z_$][\w$]*/g)) {
        const elsewhere = imported.get(word);
        if (declared.has(word)) visit(file, word);
        else if (elsewhere !== undefined && !isOwn(elsewhere.from)) packages.set(elsewhere.from, name);
        else if (elsewhere !== undefined) {
          const found = origin(fileOf(elsewhere.from, file), elsewhere.name);
          if (found !== undefined) visit(found.file, found.name);
        }
      }
    }
  };
  const names = new Map<string, readonly string[]>();
  for (const [door, file] of doors) {
    const places = exportedOf(file);
    names.set(door, [...places.keys()].toSorted());
    for (const place of places.values()) if (place !== undefined) visit(place.file, place.name);
  }
  const declarations = [...reached.values()].toSorted(
    (one, other) => compared(one.name, other.name) || compared(one.file, other.file),
  );
  return { doors: names, declarations, packages };
};

const compared = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** Every package that is named in the files of declarations that a compiler reads who opens a door, whether a name of the door needs it or not. */
export const packagesReached = (door: string): readonly string[] => {
  const files = new Set([door]);
  const packages = new Set<string>();
  for (const file of files)
    for (const [, from = ''] of readFileSync(file, 'utf8')
      .replace(comment, '')
      .matchAll(/(?:\bfrom |\bimport ?\(?)['"]([^'"]+)['"]/g))
      if (isOwn(from)) files.add(resolve(dirname(file), from).replace(/\.[jt]s$/, '.d.ts'));
      else packages.add(/^(?:@[^/]+\/)?[^/]+/.exec(from)?.[0] ?? from);
  return [...packages];
};
