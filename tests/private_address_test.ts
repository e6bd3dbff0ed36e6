import assert from "node:assert/strict";
import * as fc from "fast-check";
import { isPrivate, mayReach } from "../lib/private_address.ts";

const PRIVATE = {
  "loopback": ["127.0.0.1", "127.255.255.254", "::1"],
  "RFC 1918": ["10.0.0.0", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1"],
  "link-local, where clouds keep their metadata": ["169.254.169.254", "fe80::1", "fe80::1%eth0"],
  "carrier-grade NAT": ["100.64.0.1", "100.127.255.255"],
  "multicast and broadcast": ["224.0.0.1", "239.255.255.255", "255.255.255.255", "ff02::1"],
  "unspecified": ["0.0.0.0", "0.1.2.3", "::"],
  "reserved and documentation": ["192.0.0.8", "198.18.0.1", "203.0.113.9", "240.0.0.1"],
  "unique local and site-local": ["fc00::1", "fd12:3456::1", "fd00:ec2::254", "fec0::1"],
  "documentation, benchmarking, discard": ["2001:db8::1", "2001:2::1", "100::1", "3fff::1"],
  "IPv4 in IPv6": ["::ffff:127.0.0.1", "::ffff:a00:1", "::127.0.0.1", "::ffff:0:10.0.0.1"],
  "NAT64, 6to4 and Teredo": ["64:ff9b::10.0.0.1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1"],
  "unassigned IPv6": ["4000::1", "9000::1", "::2"],
  "no addresses": ["", "localhost", "127.0.0.1:80", "10.0.0", "0x7f.0.0.1", "::1::"],
};

const PUBLIC = ["1.1.1.1", "172.32.0.1", "100.128.0.1", "192.169.0.1", "11.0.0.1", "223.255.255.1"]
  .concat("2606:4700::1111", "2a00:1450::1", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1");

Deno.test("private addresses: each range that is not of the public internet is known, in every guise", () => {
  for (const [what, addresses] of Object.entries(PRIVATE)) {
    for (const address of addresses) assert.ok(isPrivate(address), `${what}: ${address}`);
  }
  for (const address of PUBLIC) assert.ok(!isPrivate(address), address);
});

Deno.test("private addresses: an IPv4 address is judged alike bare, mapped and behind NAT64", () => {
  fc.assert(fc.property(fc.ipV4(), (address) => {
    const bare = isPrivate(address);
    assert.equal(isPrivate(`::ffff:${address}`), bare);
    assert.equal(isPrivate(`64:ff9b::${address}`), bare);
  }));
});

Deno.test("private addresses: only those that are listed may be reached, and all by a star", () => {
  const allowed = ["10.0.0.0/8", "192.168.1.5", "fd00::/16"];
  for (const address of ["10.9.8.7", "192.168.1.5", "fd00::1", "::ffff:10.0.0.1", "1.1.1.1"]) {
    assert.ok(mayReach(address, allowed), address);
  }
  for (const address of ["192.168.1.6", "127.0.0.1", "fd01::1", "::1", "localhost"]) {
    assert.ok(!mayReach(address, allowed), address);
    assert.ok(mayReach(address, ["*"]), address);
  }
});
