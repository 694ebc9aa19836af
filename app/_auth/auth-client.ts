import { twoFactorClient } from "better-auth/client/plugins";
import { createAuthClient } from "better-auth/react";

/** Sign-in, sign-out and one's own password at /api/auth; load it on demand, no page needs it to render. */
export const authClient = createAuthClient({ basePath: "/api/auth", plugins: [twoFactorClient()] });
