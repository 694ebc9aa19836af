import type { NextConfig } from "next";
import { securityHeaders } from "./server/http/security-headers";

const config: NextConfig = {
  allowedDevOrigins: ["127.0.0.1"],
  serverExternalPackages: [
    "@adcp/sdk",
    "@a2a-js/sdk",
    "@modelcontextprotocol/sdk",
    "better-sqlite3",
    "pino",
    "prom-client",
    "undici",
  ],
  // `npm run typecheck` is a step of its own, by a compiler three times as fast.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  reactStrictMode: true,
  headers: async () => [
    { source: "/:path*", headers: Object.entries(securityHeaders).map(([key, value]) => ({ key, value })) },
  ],
};

export default config;
