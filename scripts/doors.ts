// Accepts what the doors of the packages let out now: `npm run doors`. The difference is for whoever reads the change.
import { build } from './packages/build.ts';
import { acceptDoors, acceptedDoors } from './packages/doors.ts';
import { publishable } from './packages/publishable.ts';

build();
for (const one of publishable()) {
  acceptDoors(one);
  process.stdout.write(`${acceptedDoors(one)}\n`);
}
