export {
  envelopesOf,
  isEnvelope,
  type PersonalEnvelope,
  type PlacedEnvelope,
} from '../engine/index.ts';
