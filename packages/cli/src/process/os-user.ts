import { userInfo } from 'node:os';
import type { Actor } from '@phananh/core';
import { admin } from '@phananh/core/reports';

/** Who gives commands on this machine: `admin`, by the name that the system has for them. */
export const osUser = (): Actor => admin(nameOfUser());

const nameOfUser = (): string => {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a number that has no name.
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
};
