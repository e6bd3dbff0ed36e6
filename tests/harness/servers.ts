/** Private servers for tests that stop, kill, pause and restart them. */
export { type RunningRedis, startRedis } from "./redis_server.ts";
export { type RunningCluster, startRedisCluster } from "./redis_cluster.ts";
export { FORGETFUL, type RunningPostgres, startPostgres } from "./postgres_server.ts";
