import type { NextConfig } from "next";

const config: NextConfig = {
  allowedDevOrigins: ["127.0.0.1"],
  serverExternalPackages: ["@adcp/sdk", "@a2a-js/sdk", "@modelcontextprotocol/sdk", "better-sqlite3", "pino", "undici"],
  poweredByHeader: false,
  reactStrictMode: true,
};

export default config;
