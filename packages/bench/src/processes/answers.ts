import type { Socket } from 'node:net';

export interface HttpAnswer {
  readonly status: number;
  /** All of it, its headers too. */
  readonly text: string;
}

/** Reads answers that say how long they are, as the host's do. */
export const answers = (socket: Socket): (() => Promise<HttpAnswer>) => {
  let received = '';
  let awake = () => {};
  let broken: Error | undefined;
  // One character a byte, so that lengths are those of the header.
  socket.setEncoding('latin1');
  socket.on('data', (text) => {
    received += text;
    awake();
  });
  const end = (error?: unknown) => {
    broken ??= error instanceof Error ? error : new Error('the connection was closed');
    awake();
  };
  socket.on('error', end);
  socket.on('close', () => end());
  const take = () => {
    const head = received.indexOf('\r\n\r\n');
    if (head === -1) return undefined;
    const length = /\r\ncontent-length: (\d+)/i.exec(received.slice(0, head))?.[1];
    const whole = head + 4 + Number(length ?? 0);
    if (received.length < whole) return undefined;
    const answer = { status: Number(received.slice(9, 12)), text: received.slice(0, whole) };
    received = received.slice(whole);
    return answer;
  };
  return async () => {
    for (;;) {
      const answer = take();
      if (answer !== undefined) return answer;
      if (broken !== undefined) throw broken;
      await new Promise<void>((resolve) => {
        awake = resolve;
      });
    }
  };
};
