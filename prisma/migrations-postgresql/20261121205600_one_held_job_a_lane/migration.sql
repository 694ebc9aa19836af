-- Workers claim without waiting for each other (server/queue/claim-on-postgresql.ts); this is what keeps a lane to one job at a time.
CREATE UNIQUE INDEX "Job_held_lane_key" ON "Job"("lane") WHERE "leaseUntil" IS NOT NULL;
