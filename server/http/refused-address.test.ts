import { expect, test } from "vitest";
import { refusedAddress } from "./refused-address";

const status = (method: string, url: string) => refusedAddress({ method, url })?.status ?? null;

test("a page is read and nothing else, a door is asked by four methods", () => {
  for (const page of ["/", "/today", "/_next/static/x.js", "/nothing", "/today?x=//y\\"]) {
    expect([status("GET", page), status("HEAD", page)]).toEqual([null, null]);
    for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"]) {
      expect(status(method, page), `${method} ${page}`).toBe(405);
    }
  }
  for (const method of ["GET", "HEAD", "POST", "OPTIONS"]) expect(status(method, "/api/trpc/x")).toBeNull();
  expect(refusedAddress({ method: "POST", url: "/today" })?.headers).toEqual({ Allow: "GET, HEAD" });
});

test("TRACE is answered nowhere", () => {
  for (const path of [
    "/",
    "/today",
    "/api/health",
    "/api/trpc/x",
    "/api/auth/sign-out",
    "/api/webhooks/x",
    "/_next/x",
  ]) {
    expect(status("TRACE", path), path).toBe(405);
  }
});

test("an address is a path of this host's", () => {
  const others = [
    "http://evil.example/today",
    "//evil.example/",
    "/\\evil.example",
    "*",
    "",
    "today",
    "/%ff",
    "/api/trpc/%",
  ];
  for (const url of others) expect(status("GET", url), url).toBe(400);
  for (const url of ["/a//b", "/%2e%2e/x", "/%00"]) expect(status("GET", url), url).toBeNull();
});
