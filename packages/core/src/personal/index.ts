export { envelopesOf, isEnvelope, type PersonalEnvelope, type PlacedEnvelope } from './envelope.ts';
