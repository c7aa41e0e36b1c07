import { createServer } from 'node:http';

/** A server of S3 as far as keys need it, in memory: it knows conditional writes, which s3rver does not. */
export const s3Server = async (how: { readonly versioning?: string; readonly denies?: boolean } = {}) => {
  const objects = new Map<string, Buffer>();
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://s3');
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
    const [, , ...rest] = url.pathname.split('/');
    const key = decodeURIComponent(rest.join('/'));
    const xml = (status: number, text: string) =>
      response.writeHead(status, { 'content-type': 'application/xml' }).end(text);
    const fail = (status: number, code: string) => xml(status, `<Error><Code>${code}</Code></Error>`);
    if (key === '' && url.searchParams.has('versioning')) {
      if (how.denies === true) return fail(403, 'AccessDenied');
      const { versioning: status } = how;
      const said = status === undefined ? '' : `<Status>${status}</Status>`;
      return xml(200, `<VersioningConfiguration>${said}</VersioningConfiguration>`);
    }
    if (key === '') {
      const from = url.searchParams.get('prefix') ?? '';
      const found = [...objects.keys()].filter((name) => name.startsWith(from)).toSorted();
      const listed = found.map((name) => `<Contents><Key>${name}</Key></Contents>`).join('');
      return xml(200, `<ListBucketResult>${listed}</ListBucketResult>`);
    }
    const there = objects.get(key);
    switch (request.method) {
      case 'PUT':
        if (request.headers['if-none-match'] === '*' && there !== undefined)
          return fail(412, 'PreconditionFailed');
        objects.set(key, body);
        return response.writeHead(200).end();
      case 'GET':
        return there === undefined ? fail(404, 'NoSuchKey') : response.writeHead(200).end(there);
      default:
        objects.delete(key);
        return response.writeHead(204).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { endpoint: `http://127.0.0.1:${port}`, objects, close };
};
