import {
  context,
  type Link,
  propagation,
  type Span,
  type SpanContext,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";

/**
 * Traces of what becomes of a publish: its span, the commit that wrote it, the frame that showed it.
 * Many publishes share one commit and many commits one frame, so each span links to what it came of.
 * Without `OTEL_DENO=true` none is made, and nothing is sent anywhere.
 */
const tracer = trace.getTracer("flashboard");

/** Links a span has at most: beyond, SDKs drop them. */
export const MOST_LINKS = 128;

/** What a span came of; undefined while nothing is traced. */
export type Cause = SpanContext | undefined;

/** The span in which the caller runs, for others to link to. */
export function currentCause(): Cause {
  return trace.getActiveSpan()?.spanContext();
}

/** Runs a task in a span that goes on where a request's headers (W3C Trace Context) say. */
export async function tracedRequest<T>(
  name: string,
  headers: Readonly<Record<string, string | undefined>>,
  task: () => Promise<T>,
): Promise<T> {
  const from = propagation.extract(context.active(), headers);
  return await tracer.startActiveSpan(name, {}, from, (span) => endWith(span, task));
}

/** Runs a task in a span that came of others. */
export function tracedFrom<T>(
  name: string,
  causes: readonly Cause[],
  attributes: Record<string, number>,
  task: () => Promise<T>,
): Promise<T> {
  const options = { root: true, links: linksTo(causes), attributes };
  return tracer.startActiveSpan(name, options, (span) => endWith(span, task));
}

/** Notes something that took no time to speak of, and came of others. */
export function traceMoment(
  name: string,
  causes: readonly Cause[],
  attributes: Record<string, number>,
): void {
  tracer.startSpan(name, { root: true, links: linksTo(causes), attributes }).end();
}

function linksTo(causes: readonly Cause[]): Link[] {
  return causes.flatMap((context) => context ? [{ context }] : []).slice(0, MOST_LINKS);
}

/** What went wrong stands in the log; a message here could quote what was published. */
async function endWith<T>(span: Span, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}
