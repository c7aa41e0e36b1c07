/** Headers of what a browser saves under a name. */
export const savedAs = (name: string) => ({
  'content-disposition': `attachment; filename="${name.replaceAll(/[^\w.-]/g, '')}"`,
  'cache-control': 'private, no-store',
});
