import { afterAll, beforeAll } from "vitest";
import { restFace } from "../proof/rest-face";
import { contractSuite, type Face } from "./contract-suite";
import { mcpFront } from "./test-mcp-fronts";
import { type SandboxProcess, sandboxProcess } from "./test-sandbox-process";

/** The sandbox sellers are a process of their own and share no code with us. */
let sandbox: SandboxProcess;
beforeAll(async () => {
  sandbox = await sandboxProcess();
});
afterAll(() => sandbox.close());

const faces: readonly Face[] = [
  { name: "MCP without sessions", protocol: "mcp", path: "mcp" },
  { name: "MCP with sessions", protocol: "mcp", path: "mcp", inFront: (url) => mcpFront(url, { sessions: true }) },
  {
    name: "MCP with answers as event streams",
    protocol: "mcp",
    path: "mcp",
    inFront: (url) => mcpFront(url, { sessions: true, streams: true }),
  },
  { name: "A2A", protocol: "a2a", path: "a2a" },
  { name: "REST", protocol: "rest", path: "api/v1", inFront: restFace, blind: true },
];
for (const face of faces) contractSuite(face, () => sandbox.url);
