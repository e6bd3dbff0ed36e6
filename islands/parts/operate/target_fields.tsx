import type { Severity, TargetKind } from "./data.ts";
import { ChoiceField, GroupField, TextField } from "./fields.tsx";

export const KIND_WORDS: Record<TargetKind, string> = {
  slack: "Slack",
  ntfy: "ntfy",
  pagerduty: "PagerDuty",
  webhook: "Webhook (Standard Webhooks)",
};

interface ConfigField {
  name: string;
  label: string;
  hint?: string;
}

/** What each kind needs to know; fields left empty are not sent. */
export const CONFIG_FIELDS: Record<TargetKind, readonly ConfigField[]> = {
  slack: [{ name: "url", label: "Incoming webhook's URL", hint: "It is a secret." }],
  ntfy: [
    { name: "server", label: "Server", hint: "Empty: https://ntfy.sh." },
    { name: "topic", label: "Topic", hint: "Who knows it can read it." },
    { name: "token", label: "Access token", hint: "Where the server asks for one." },
  ],
  pagerduty: [
    { name: "routingKey", label: "Integration key", hint: "Of an Events API v2 integration." },
    { name: "server", label: "Server", hint: "Empty: https://events.pagerduty.com." },
  ],
  webhook: [
    { name: "url", label: "URL" },
    { name: "secret", label: "Signing secret", hint: "Empty: one is made, and shown once." },
  ],
};

const SEVERITY_WORDS: Record<Severity, string> = {
  info: "all",
  warning: "warnings and critical ones",
  critical: "critical ones only",
};

const TYPE_WORDS = {
  "alert.triggered": "An alert begins",
  "alert.acknowledged": "Somebody sees to it",
  "alert.resolved": "It is over",
  "promotion.pause.requested": "A promotion is to be paused",
};

interface TargetFieldsProps {
  kind: TargetKind;
  name?: string;
  leastSeverity?: Severity;
  types?: readonly string[];
  /** Whether what is left empty stays as it is. */
  isKnown?: boolean;
}

/** The fields of one target, new or known. */
export function TargetFields(props: TargetFieldsProps) {
  const { kind, name = "", leastSeverity = "warning", types = [], isKnown = false } = props;
  return (
    <>
      <TextField name="/name" label="Name of the target" value={name} maxLength={100} />
      {CONFIG_FIELDS[kind].map(({ name, label, hint }) => (
        <TextField
          key={name}
          name={`/config/${name}`}
          label={label}
          hint={isKnown ? "Empty: as it is. It is never shown again." : hint}
        />
      ))}
      <ChoiceField
        name="/leastSeverity"
        label="Alerts that it is told"
        words={SEVERITY_WORDS}
        chosen={leastSeverity}
      />
      <GroupField
        name="/types"
        label="It is told that"
        hint={isKnown ? undefined : "None chosen: what is usual for its kind."}
        words={TYPE_WORDS}
        chosen={types}
      />
    </>
  );
}
