import { connect } from 'node:tls';
import type { Endpoint } from './address.ts';

/** Milliseconds for the TLS handshake. */
const patience = 1_000;

/**
 * Whether a server answers a TLS handshake, with whatever certificate. It is asked after a connection without TLS failed, because gRPC gives
 * the same error for a server that uses TLS and for one that is not there.
 */
export const speaksTls = ({ host, port }: Endpoint): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, rejectUnauthorized: false, ALPNProtocols: ['h2'] });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(patience, () => end(false));
    socket.once('secureConnect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
  });
