import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import { Channel, type ChannelCredentials, credentials } from '@grpc/grpc-js';
import { InvalidConnectionString } from '@phananh/core/store';
import type { Endpoint, ServerAddress } from './address.ts';

/** Opens connections to nodes. Each is made when it is first used, and made again when it breaks. */
export type OpenChannel = (endpoint: Endpoint) => Channel;

/**
 * The server name that TLS sends (SNI) to a server that is reached by its IP address: an address is not allowed there (RFC 6066, section
 * 3).
 */
const nameOfAddress = 'by-address.invalid';

/** Bytes of the largest gRPC message that is accepted; gRPC itself accepts 4 MiB. Other ways than gRPC can write events of up to 16 MiB. */
const mostBytes = 17 * 1024 * 1024;

/**
 * Makes a function that opens connections with the TLS and keepalive settings of an address.
 *
 * The client's own channels are not used: for a server that is reached by its IP address they give Node this address as the `servername` of
 * TLS, and Node 26 refuses that.
 *
 * @throws {@link InvalidConnectionString} for files that cannot be used
 */
export const channelsOf = (address: ServerAddress): OpenChannel => {
  const secure = address.tls ? secureCredentials(address) : undefined;
  const unlimited = Number.MAX_SAFE_INTEGER;
  const common = {
    'grpc.keepalive_time_ms': address.keepAliveInterval < 0 ? unlimited : address.keepAliveInterval,
    'grpc.keepalive_timeout_ms': address.keepAliveTimeout < 0 ? unlimited : address.keepAliveTimeout,
    'grpc.max_receive_message_length': mostBytes,
  };
  return ({ host, port }) => {
    const isAddress = isIP(host) !== 0;
    const target = isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
    if (secure === undefined) return new Channel(target, credentials.createInsecure(), common);
    return new Channel(target, secure(isAddress ? host : undefined), {
      ...common,
      ...(isAddress && { 'grpc.ssl_target_name_override': nameOfAddress }),
    });
  };
};

/** @returns credentials that verify the server against its name, or against the address by which it is reached */
const secureCredentials = ({ tlsCAFile, userCertFile, userKeyFile }: ServerAddress) => {
  const authority = tlsCAFile === undefined ? null : certificateIn('tlsCAFile', tlsCAFile);
  if ((userCertFile === undefined) !== (userKeyFile === undefined)) {
    throw new InvalidConnectionString('userCertFile and userKeyFile are given together or not at all');
  }
  const certificate = userCertFile === undefined ? null : certificateIn('userCertFile', userCertFile);
  const key =
    userKeyFile === undefined || certificate === null ? null : keyIn('userKeyFile', userKeyFile, certificate);
  return (ip: string | undefined): ChannelCredentials =>
    credentials.createSsl(
      authority,
      key,
      certificate,
      ip === undefined ? undefined : { checkServerIdentity: (_, shown) => checkServerIdentity(ip, shown) },
    );
};

const certificateIn = (option: string, file: string): Buffer => {
  const bytes = read(option, file);
  try {
    new X509Certificate(bytes);
    // Node's TLS ignores certificates in another form, without an error.
    if (!bytes.includes('-----BEGIN CERTIFICATE-----')) throw new TypeError('it is in DER');
    return bytes;
  } catch (cause) {
    throw new InvalidConnectionString(
      `${option} names ${file}, which is no certificate in PEM`,
      {},
      { cause },
    );
  }
};

const keyIn = (option: string, file: string, certificate: Buffer): Buffer => {
  const bytes = read(option, file);
  let key: KeyObject;
  try {
    key = createPrivateKey(bytes);
  } catch {
    // Without `cause`: the error of OpenSSL may quote the file, and the file holds a private key.
    throw new InvalidConnectionString(`${option} names ${file}, which is no private key in PEM`);
  }
  if (new X509Certificate(certificate).checkPrivateKey(key)) return bytes;
  throw new InvalidConnectionString(`${option} names ${file}, which is not the key of userCertFile`);
};

const read = (option: string, file: string): Buffer => {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new InvalidConnectionString(`${option} names ${file}, which cannot be read`, {}, { cause });
  }
};
