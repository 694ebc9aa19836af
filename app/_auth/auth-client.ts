import { createAuthClient } from "better-auth/react";

/** Sign-in and sign-out at /api/auth; load it on demand, no page needs it to render. */
export const authClient = createAuthClient({ basePath: "/api/auth" });
