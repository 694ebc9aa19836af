/** Where load balancers have looked so far: the same as /api/health/ready. */
export { GET } from "./ready/route";

export const dynamic = "force-dynamic";
