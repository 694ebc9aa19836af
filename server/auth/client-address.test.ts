import { expect, test } from "vitest";
import { clientAddress } from "./client-address";

const from = (remoteAddress: string | undefined, proxies: number, forwarded?: string) =>
  clientAddress(
    { headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded }, socket: { remoteAddress } as never },
    proxies,
  );

test("without a proxy it is the connection's own, whatever the request says", () => {
  expect(from("203.0.113.1", 0)).toBe("203.0.113.1");
  expect(from("203.0.113.1", 0, "198.51.100.9")).toBe("203.0.113.1");
  expect(from("::ffff:203.0.113.1", 0)).toBe("203.0.113.1");
  expect(from("2001:db8::1", 0, "198.51.100.9")).toBe("2001:db8::1");
});

test("behind proxies it is what the outermost of them saw; what a client wrote before that counts for nothing", () => {
  expect(from("10.0.0.1", 1, "203.0.113.1")).toBe("203.0.113.1");
  expect(from("10.0.0.1", 1, "198.51.100.9, 203.0.113.1")).toBe("203.0.113.1");
  expect(from("10.0.0.1", 2, "198.51.100.9, 203.0.113.1, 10.0.0.2")).toBe("203.0.113.1");
});

test("what is no address is none", () => {
  expect(from("10.0.0.1", 1)).toBeNull();
  expect(from("10.0.0.1", 1, "unknown")).toBeNull();
  expect(from("10.0.0.1", 1, "fe80::1%anything")).toBeNull();
  expect(from(undefined, 0, "203.0.113.1")).toBeNull();
});
