import type { NextConfig } from "next";

const config: NextConfig = {
  serverExternalPackages: ["@adcp/sdk", "@a2a-js/sdk", "@modelcontextprotocol/sdk", "better-sqlite3", "pino"],
  poweredByHeader: false,
  reactStrictMode: true,
};

export default config;
