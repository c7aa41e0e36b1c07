const loopback = /^(?:localhost|127(?:\.[0-9]{1,3}){3}|::1|\[::1\])$/;

/** Whether an address to listen on is reached from this machine only. */
export const isLoopback = (host: string): boolean => loopback.test(host);
