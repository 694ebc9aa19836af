import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BlockedAddress, checkedUrl, guardedLookup, isPublicAddress, type Resolve } from "./addresses";

/** URLs of agents that must never be connected to, whatever they resolve to. */
const refusedUrls = [
  "http://example.com/mcp",
  "http://localhost/mcp",
  "ftp://example.com/mcp",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "data:text/plain,hi",
  "ws://example.com/mcp",
  "not a url",
  "",
  "https://",
  "https://127.0.0.1/mcp",
  "https://127.1/mcp",
  "https://127.0.0.1:8443/mcp",
  "https://127.255.255.254/mcp",
  "https://2130706433/mcp",
  "https://0x7f000001/mcp",
  "https://0x7f.0.0.1/mcp",
  "https://0177.0.0.1/mcp",
  "https://017700000001/mcp",
  "https://127.0.0.1./mcp",
  "https://①②⑦.⓪.⓪.①/mcp",
  "https://0.0.0.0/mcp",
  "https://0/mcp",
  "https://10.0.0.1/mcp",
  "https://10.255.255.255/mcp",
  "https://172.16.0.1/mcp",
  "https://172.31.255.255/mcp",
  "https://192.168.0.1/mcp",
  "https://100.64.0.1/mcp",
  "https://100.127.255.255/mcp",
  "https://169.254.169.254/latest/meta-data",
  "https://192.0.0.192/opc",
  "https://198.18.0.1/mcp",
  "https://224.0.0.1/mcp",
  "https://255.255.255.255/mcp",
  "https://[::1]/mcp",
  "https://[::]/mcp",
  "https://[::ffff:127.0.0.1]/mcp",
  "https://[::ffff:7f00:1]/mcp",
  "https://[::ffff:10.0.0.1]/mcp",
  "https://[::127.0.0.1]/mcp",
  "https://[64:ff9b::7f00:1]/mcp",
  "https://[2002:7f00:1::]/mcp",
  "https://[fc00::1]/mcp",
  "https://[fd12:3456:789a::1]/mcp",
  "https://[fe80::1]/mcp",
  "https://[fec0::1]/mcp",
  "https://[ff02::1]/mcp",
  "https://[fd00:ec2::254]/latest/meta-data",
  "https://user@example.com/mcp",
  "https://user:secret@example.com/mcp",
  "https://example.com@127.0.0.1/mcp",
  "https://127.0.0.1#@example.com/mcp",
  "https://127.0.0.1\\@example.com/mcp",
];

describe("the address of an agent", () => {
  test.each(refusedUrls)("refuses %s", (url) => {
    expect(() => checkedUrl(url, [])).toThrow(BlockedAddress);
  });

  test.each([
    "https://seller.example/mcp",
    "https://seller.example:8443/a?b=c",
    "https://93.184.215.14/mcp",
    "https://[2606:4700::1111]/mcp",
  ])("takes %s", (url) => {
    expect(checkedUrl(url, []).href).toBe(url);
  });

  test("an allowed host may be private and speak http; nothing else becomes allowed with it", () => {
    const allowed = ["127.0.0.1", "localhost", "[::1]"];
    expect(checkedUrl("http://127.0.0.1:4100/mcp", allowed).port).toBe("4100");
    expect(checkedUrl("http://LOCALHOST:4100/mcp", allowed).hostname).toBe("localhost");
    expect(checkedUrl("https://[::1]/mcp", allowed).hostname).toBe("[::1]");
    expect(() => checkedUrl("http://127.0.0.2/mcp", allowed)).toThrow(BlockedAddress);
    expect(() => checkedUrl("http://localhost.example/mcp", allowed)).toThrow(BlockedAddress);
    expect(() => checkedUrl("http://user:pw@127.0.0.1/mcp", allowed)).toThrow(BlockedAddress);
    expect(() => checkedUrl("ftp://127.0.0.1/mcp", allowed)).toThrow(BlockedAddress);
  });
});

const octet = fc.integer({ min: 0, max: 255 });
const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));

describe("every address of a reserved network", () => {
  const networks: readonly (readonly [string, fc.Arbitrary<readonly number[]>])[] = [
    ["loopback", fc.tuple(fc.constant(127), octet, octet, octet)],
    ["10/8", fc.tuple(fc.constant(10), octet, octet, octet)],
    ["172.16/12", fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet)],
    ["192.168/16", fc.tuple(fc.constant(192), fc.constant(168), octet, octet)],
    ["carrier NAT", fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), octet, octet)],
    ["link-local", fc.tuple(fc.constant(169), fc.constant(254), octet, octet)],
    ["multicast and beyond", fc.tuple(fc.integer({ min: 224, max: 255 }), octet, octet, octet)],
  ];
  test.each(networks)("%s is refused: plain, IPv4-mapped, and as one number", (_name, addresses) => {
    fc.assert(
      fc.property(addresses, (octets) => {
        const dotted = octets.join(".");
        const number = octets.reduce((sum, part) => sum * 256 + part, 0);
        expect(isPublicAddress(dotted)).toBe(false);
        expect(isPublicAddress(`::ffff:${dotted}`)).toBe(false);
        expect(() => checkedUrl(`https://${number}/mcp`, [])).toThrow(BlockedAddress);
      }),
    );
  });

  test("IPv6 outside global unicast is refused", () => {
    const outside = fc.integer({ min: 0, max: 0xffff }).filter((first) => first < 0x2000 || first > 0x3fff);
    fc.assert(
      fc.property(outside, group, group, (first, second, last) => {
        expect(isPublicAddress(`${first.toString(16)}:${second}::${last}`)).toBe(false);
      }),
    );
  });

  test("neighbours of reserved networks are public", () => {
    for (const address of [
      "9.255.255.255",
      "11.0.0.0",
      "100.63.255.255",
      "100.128.0.0",
      "126.255.255.255",
      "172.32.0.0",
    ]) {
      expect(isPublicAddress(address)).toBe(true);
    }
  });

  test("a zone index or a word is no public address", () => {
    for (const address of ["fe80::1%eth0", "2606:4700::1111%eth0", "example.com", ""]) {
      expect(isPublicAddress(address)).toBe(false);
    }
  });
});

function lookUp(resolve: Resolve, allowed: readonly string[] = [], all = true) {
  return new Promise<unknown>((settle, reject) => {
    const answer = (error: Error | null, found: unknown) => (error ? reject(error) : settle(found));
    guardedLookup(allowed, resolve)(
      "seller.example",
      { all },
      answer as Parameters<ReturnType<typeof guardedLookup>>[2],
    );
  });
}

const publicOne = { address: "93.184.215.14", family: 4 };
const publicSix = { address: "2606:4700::1111", family: 6 };
const inner = { address: "10.0.0.7", family: 4 };

describe("the look-up of a host name", () => {
  test("hands over exactly the addresses that were checked", async () => {
    expect(await lookUp(async () => [publicOne, publicSix])).toEqual([publicOne, publicSix]);
    expect(await lookUp(async () => [publicOne], [], false)).toBe(publicOne.address);
  });

  test("one private address among public ones refuses the name", async () => {
    await expect(lookUp(async () => [publicOne, inner])).rejects.toThrow(BlockedAddress);
    await expect(lookUp(async () => [{ address: "::ffff:10.0.0.7", family: 6 }])).rejects.toThrow(BlockedAddress);
  });

  test("a name that moves to a private address is refused the second time", async () => {
    const answers = [[publicOne], [inner]];
    const rebinding: Resolve = async () => answers.shift() ?? [];
    expect(await lookUp(rebinding)).toEqual([publicOne]);
    await expect(lookUp(rebinding)).rejects.toThrow(BlockedAddress);
  });

  test("no address at all is refused, an allowed name is not judged", async () => {
    await expect(lookUp(async () => [])).rejects.toThrow(BlockedAddress);
    expect(await lookUp(async () => [inner], ["seller.example"])).toEqual([inner]);
  });
});
