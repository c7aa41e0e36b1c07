import { readFileSync } from 'node:fs';
import { ServerCredentials } from '@grpc/grpc-js';

const certificate = new URL('./certificate/', import.meta.url);

/** The file with the authority that the test server's certificate is of: itself. */
export const authority = new URL('certificate.pem', certificate).pathname;

/** What a test server needs for TLS under the name `localhost`. */
export const secure = (): ServerCredentials =>
  ServerCredentials.createSsl(null, [
    {
      private_key: readFileSync(new URL('key.pem', certificate)),
      cert_chain: readFileSync(authority),
    },
  ]);
