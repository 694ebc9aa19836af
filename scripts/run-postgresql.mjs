import { execFileSync, spawn } from "node:child_process";
import path from "node:path";

// The server and the program that makes its folder, as one program that postgresql.mjs starts and ends.
const { programs, folder, port, ...user } = JSON.parse(process.env.FLIGHTDECK_POSTGRESQL ?? "{}");
const data = path.join(folder, "data");
const program = (name) => path.join(programs, name);
const options = { ...user, cwd: folder, stdio: ["ignore", "inherit", "inherit"] };

try {
  execFileSync(
    program("initdb"),
    ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"],
    options,
  );
} catch (error) {
  // Where it ran, it has said why.
  if (typeof error.status !== "number") console.error(error.message);
  process.exit(1);
}
const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  port,
  max_connections: 200,
  shared_buffers: "64MB",
  fsync: "off",
  full_page_writes: "off",
  synchronous_commit: "off",
  autovacuum: "off",
  max_wal_size: "2GB",
};
const server = spawn(
  program("postgres"),
  ["-D", data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
  options,
);
// SIGQUIT ends it at once; what it kept is thrown away.
for (const name of ["SIGTERM", "SIGINT"]) process.on(name, () => server.kill("SIGQUIT"));
server.on("exit", (code) => process.exit(code ?? 1));
