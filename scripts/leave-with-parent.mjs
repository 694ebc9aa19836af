// Preloaded into every program the demo starts: its standard input is a pipe that ends when the demo does, even when the
// demo was killed and could not say goodbye.
if (process.env.FLIGHTDECK_PARENT_PIPE === "1") {
  delete process.env.FLIGHTDECK_PARENT_PIPE;
  process.stdin.resume();
  process.stdin.once("end", () => process.kill(process.pid, "SIGTERM"));
  process.stdin.unref?.();
}
