/** How many bytes each package may take packed: a sixth more than it takes. Raise it on purpose, for something that is worth it. */
const most: { readonly [name: string]: number } = {
  '@phananh/cli': 670_000,
  '@phananh/console': 880_000,
  '@phananh/core': 1_500_000,
  '@phananh/eventstoredb': 170_000,
  '@phananh/evidence': 115_000,
  '@phananh/exports': 50_000,
  '@phananh/files': 12_000,
  '@phananh/http': 345_000,
  '@phananh/identity': 120_000,
  '@phananh/sqlite': 640_000,
  '@phananh/transparency': 115_000,
};

/** @throws for a package without a bound */
export const mostBytes = (name: string): number => {
  const bytes = most[name];
  if (bytes === undefined) throw new Error(`${name} has no bound of its size`);
  return bytes;
};
