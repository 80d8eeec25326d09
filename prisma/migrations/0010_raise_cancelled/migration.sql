-- A raise that was ended by somebody says so. Rows of before show as failed until they are seen anew.
ALTER TABLE "raise" ADD COLUMN "cancelled" BOOLEAN NOT NULL DEFAULT false;
