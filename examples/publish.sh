#!/bin/sh
# Publishes an order with curl: PUBLISH_KEY=fb_… sh examples/publish.sh [URL]
# Its id makes it safe to send again: an order counts once, however often it is sent.
url="${1:-http://127.0.0.1:8000}/api/publish/orders"
order='{"id":"sh-1001","customer":"Ada Lovelace","total":"39.90",
  "items":[{"productId":"p1","name":"Mug","quantity":2,"price":"19.95"}]}'
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# After 408, 429 and 503 curl waits as long as Retry-After says, else ever longer; a lost connection
# is tried again too. Without --fail a refusal such as 422 is none of these, and the last answer.
status=$(curl --silent --show-error --max-time 10 \
  --retry 8 --retry-all-errors --retry-max-time 120 \
  --header "Authorization: Bearer ${PUBLISH_KEY:?is not set}" \
  --header 'Content-Type: application/json' \
  --data "$order" --output "$answer" --write-out '%{http_code}' "$url") || exit
cat "$answer"
[ "$status" -lt 300 ]
