import { env } from '@/server/env'
import { folderStore } from './folder'
import { s3Store } from './s3'
import type { ObjectStore } from './store'

/** Where sealed bytes are moved to: a folder or a bucket, or null where they stay in the database (DOCUMENT_STORE). */
export function objectStore(): ObjectStore | null {
  const { DOCUMENT_STORE, DOCUMENT_FOLDER, S3_ENDPOINT, S3_REGION, S3_BUCKET, S3_ACCESS_KEY, S3_SECRET_KEY } = env()
  if (DOCUMENT_STORE === 'database') return null
  if (DOCUMENT_STORE === 'folder') return folderStore(DOCUMENT_FOLDER!)
  return s3Store({
    ...{ endpoint: S3_ENDPOINT!, region: S3_REGION!, bucket: S3_BUCKET! },
    ...{ accessKey: S3_ACCESS_KEY!, secretKey: S3_SECRET_KEY! },
  })
}
