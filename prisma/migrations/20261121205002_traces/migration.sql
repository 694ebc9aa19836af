-- AlterTable
ALTER TABLE "SellerCall" ADD COLUMN "traceparent" TEXT;
