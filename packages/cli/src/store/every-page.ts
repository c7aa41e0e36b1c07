/** Rows of all pages of a list. @param ask asks for a page: the first one, or the one at a cursor */
export const rowsOfEveryPage = async <Row>(
  ask: (at: {
    readonly cursor?: string;
  }) =>
    | { readonly rows: readonly Row[]; readonly nextCursor?: string | undefined }
    | Promise<{ readonly rows: readonly Row[]; readonly nextCursor?: string | undefined }>,
): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask(cursor === undefined ? {} : { cursor });
    rows.push(...page.rows);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return rows;
};
