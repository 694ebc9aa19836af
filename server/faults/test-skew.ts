/** From here on this process believes that it is `milliseconds` later than it is: a machine whose clock nobody set. */
export function skewTime(milliseconds: number): void {
  if (milliseconds === 0) return;
  const RealDate = Date;
  const now = () => RealDate.now() + milliseconds;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args: unknown[]) => Reflect.construct(target, args.length === 0 ? [now()] : args),
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  });
}
