import { fileKeyWrapper, type OpenKeys } from '@phananh/sqlite';
import { bucketOf } from './bucket.ts';
import type { SharedKeys } from './key-places.ts';

/** Opens keys that lie in a folder or a bucket, in whichever thread asks for them. @param address `SharedKeys` as JSON */
export const openKeys: OpenKeys = async (address) => {
  // Written by `sealingOf`.
  const { folder, bucket, keyEncryptionKey }: SharedKeys = JSON.parse(address);
  const { folderKeyObjects, objectKeyStore, s3KeyObjects } = await import('@phananh/evidence');
  const objects =
    bucket === undefined ? folderKeyObjects(folder ?? '') : await s3KeyObjects(bucketOf(bucket));
  return objectKeyStore(objects, fileKeyWrapper(keyEncryptionKey));
};
