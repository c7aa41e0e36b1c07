import { connect } from 'node:tls';
import type { Endpoint } from './address.ts';

/** Milliseconds in which a server that uses TLS says so. */
const patience = 1_000;

/**
 * Whether a server answers in TLS, whoever it says it is. Asked when a connection without TLS did not come about: what is
 * wrong is not told from a server that is not there otherwise.
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
