import { lookup as systemLookup } from "node:dns/promises";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Every address a host name has, as the operating system resolves it. */
export type Resolve = (hostname: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;

/** An agent's address that we do not connect to. The message is for people and names no resolved address. */
export class BlockedAddress extends Error {
  readonly code = "BLOCKED_ADDRESS";

  constructor(message: string) {
    super(message);
    this.name = "BlockedAddress";
  }
}

const systemResolve: Resolve = (hostname) => systemLookup(hostname, { all: true, verbatim: true });

/** IPv4 that is not the public internet (IANA special-purpose registry). */
const reservedV4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

/** Parts of IPv6 global unicast that are not a host of their own: protocol, documentation, 6to4 and its like. */
const reservedV6: readonly (readonly [string, number])[] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];

const blockedV4 = new BlockList();
for (const [network, prefix] of reservedV4) blockedV4.addSubnet(network, prefix, "ipv4");
const blockedV6 = new BlockList();
for (const [network, prefix] of reservedV6) blockedV6.addSubnet(network, prefix, "ipv6");
/** Everything outside 2000::/3 is loopback, mapped IPv4, NAT64, ULA, link-local, multicast or not assigned. */
const globalV6 = new BlockList();
globalV6.addSubnet("2000::", 3, "ipv6");

/** True for an address of the public internet; false for anything private, reserved, mapped or unreadable. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !blockedV4.check(address, "ipv4");
  if (family === 6 && !address.includes("%")) {
    return globalV6.check(address, "ipv6") && !blockedV6.check(address, "ipv6");
  }
  return false;
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
}

function isAllowed(hostname: string, allowedHosts: readonly string[]): boolean {
  return allowedHosts.some((host) => host.replace(/^\[|\]$/g, "").toLowerCase() === hostname);
}

/** Unprivileged ports of databases, queues, desktops and machine control: no agent lives there, and a request might do harm. */
const servicePorts: ReadonlySet<number> = new Set([
  1080, 1433, 1434, 1521, 1723, 2049, 2181, 2375, 2376, 2379, 2380, 3128, 3306, 3389, 3659, 4045, 4369, 4444, 5060,
  5061, 5432, 5433, 5672, 5900, 5901, 5984, 5985, 5986, 6000, 6379, 6380, 6443, 6566, 6665, 6666, 6667, 6668, 6669,
  6697, 7001, 7199, 8086, 8125, 9042, 9092, 9160, 9200, 9300, 10080, 10250, 10255, 11211, 15672, 16379, 26379, 27017,
  27018, 27019, 28017, 50070,
]);

/** `port` as a URL has it: empty for the default. Below 1024 only 80 and 443 are the web's. */
function isServicePort(port: string): boolean {
  if (port === "" || port === "80" || port === "443") return false;
  return Number(port) < 1024 || servicePorts.has(Number(port));
}

/**
 * The URL of an agent, parsed and judged without any look-up: https (http only for an allowed host), no userinfo,
 * no literal private address, no port of another kind of service (unless the host is allowed). Throws BlockedAddress. `new URL` has already turned decimal, octal and hex hosts into dotted form.
 */
export function checkedUrl(text: string, allowedHosts: readonly string[]): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) throw new BlockedAddress("The agent's address is not a URL");
  const hostname = hostOf(url);
  const allowed = isAllowed(hostname, allowedHosts);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && allowed)) {
    throw new BlockedAddress("The agent's address must start with https://");
  }
  if (url.username !== "" || url.password !== "") {
    throw new BlockedAddress("The agent's address must not carry a user name or password");
  }
  if (allowed) return url;
  if (isIP(hostname) !== 0 && !isPublicAddress(hostname)) {
    throw new BlockedAddress("The agent's address is in a private or reserved network");
  }
  if (isServicePort(url.port)) {
    throw new BlockedAddress(`The agent's address names port ${url.port}, which belongs to another kind of service`);
  }
  return url;
}

/**
 * A `lookup` for sockets: the addresses it hands over are the checked ones, so the connection cannot resolve the name
 * a second time to another place. One private address among several refuses the name as a whole.
 */
export function guardedLookup(allowedHosts: readonly string[], resolve: Resolve = systemResolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const first = addresses[0];
        const refused = refusal(hostname, addresses, allowedHosts);
        if (refused !== null) callback(refused, "", 0);
        else if (options.all) callback(null, [...addresses]);
        else if (first) callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, "", 0),
    );
  };
}

function refusal(
  hostname: string,
  addresses: readonly { readonly address: string }[],
  allowedHosts: readonly string[],
): Error | null {
  if (addresses.length === 0) return new BlockedAddress("The agent's host name has no address");
  if (isAllowed(hostname.toLowerCase(), allowedHosts)) return null;
  return addresses.every((entry) => isPublicAddress(entry.address))
    ? null
    : new BlockedAddress("The agent's host name leads into a private or reserved network");
}
