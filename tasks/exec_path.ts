/** Prints where this Deno is, so that a task may run it and no other program. */
console.log(Deno.execPath());
