/** Stands where the chart will be. */
export function Skeleton() {
  return (
    <p class="skeleton">
      <span class="spoken">Loading</span>
    </p>
  );
}

/** Stands where the chart could not be drawn. */
export function Retry({ onRetry }: { onRetry: () => void }) {
  return (
    <div class="chart-empty">
      <p>The chart could not be loaded.</p>
      <button type="button" onClick={onRetry}>Try again</button>
    </div>
  );
}
