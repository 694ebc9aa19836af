import type { NextConfig } from "next";
import { securityHeaders } from "./server/http/security-headers";

const config: NextConfig = {
  // .next/standalone holds what the container runs; what tracing leaves out is in the Containerfile.
  output: "standalone",
  outputFileTracingIncludes: {
    // Found by conditions of Node's that tracing does not follow.
    "/**": [
      "./node_modules/{async-function,generator-function,async-generator-function}/**",
      "./node_modules/@modelcontextprotocol/sdk/dist/cjs/**",
    ],
  },
  allowedDevOrigins: ["127.0.0.1"],
  serverExternalPackages: [
    "@adcp/sdk",
    "@a2a-js/sdk",
    "@modelcontextprotocol/sdk",
    "@opentelemetry/api",
    "@opentelemetry/exporter-trace-otlp-http",
    "@opentelemetry/resources",
    "@opentelemetry/sdk-trace-base",
    "better-sqlite3",
    "pino",
    "prom-client",
    "undici",
  ],
  // A page's code is read when it is first asked for: all of it at the start costs a third of the start, and memory for good.
  experimental: { preloadEntriesOnStart: false },
  // `npm run typecheck` is a step of its own, by a compiler three times as fast.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  // Nothing of ours asks for it, and it would fetch and decode what others hand it.
  images: { unoptimized: true },
  reactStrictMode: true,
  headers: async () => [
    { source: "/:path*", headers: Object.entries(securityHeaders).map(([key, value]) => ({ key, value })) },
  ],
};

export default config;
