import { useDesk } from "./context.ts";

/** Where those who may ask to pause a product's promotion, and the others see what was asked. */
export function AskToPause({ productId, name }: { productId: string; name: string }) {
  const words = useDesk().reader.mayChange ? "Ask to pause" : "Pause requests";
  const href = "/pause?product=" + encodeURIComponent(productId);
  return <a class="ask" href={href} aria-label={`${words}: ${name}`}>{words}</a>;
}
