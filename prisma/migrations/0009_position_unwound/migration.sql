-- AlterTable
ALTER TABLE "position" ADD COLUMN "unwound" BOOLEAN NOT NULL DEFAULT false;
