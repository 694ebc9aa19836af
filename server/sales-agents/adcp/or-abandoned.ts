import { TransportFault } from "../transport";

/** The handshake is shared, so one caller's abort does not end it: that caller stops waiting. */
export async function orAbandoned<T>(sending: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = () => undefined;
  const abandoned = new Promise<never>((_resolve, reject) => {
    onAbort = () => void reject(new TransportFault("ABORTED", "The call was abandoned", false));
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([sending, abandoned]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
