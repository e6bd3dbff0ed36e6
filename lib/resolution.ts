/** That what an alert says is so no more, where no other event says it. */
export interface Resolution {
  /** The alert's. */
  id: string;
}

/** Where the log keeps it: a name that nobody can publish to. */
export const RESOLVED_CHANNEL = "alerts.resolved";
