/**
 * Loaded before a program, takes the watch for silence from the connections that it makes: what only
 * that would notice is never noticed.
 */
import { Socket } from "node:net";

const { setTimeout } = Socket.prototype;

Socket.prototype.setTimeout = function (ms, then) {
  return then ? this : setTimeout.call(this, ms);
};
